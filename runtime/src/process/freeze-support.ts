/** `freezeSupport`: Python's, for programs that are packed into one executable on Windows. */

/** Does nothing, as in Python wherever the program is not such an executable: scripts of Python's call it first of all. */
export function freezeSupport(): void {
  // A worker never runs the script's main part: the guard sees to it.
}
