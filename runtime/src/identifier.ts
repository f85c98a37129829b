/**
 * Whether a text can be a name in JavaScript; reserved words count. Most are ASCII: the tables of Unicode take half a millisecond of a
 * thread's start.
 */
export function isIdentifier(text: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(text) || /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(text);
}
