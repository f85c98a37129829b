/** Parses JSON with comments and trailing commas, as in tsconfig.json. Throws the SyntaxError of `JSON.parse`. */
export function parseJsonWithComments(text: string): unknown {
  const bare = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  try {
    return JSON.parse(bare);
  } catch {
    // Strings are matched first so that what looks like a comment inside one stays.
    const plain = bare
      .replace(/("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (_, string: string | undefined) => string ?? ' ')
      .replace(/("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])/g, (_, string: string | undefined) => string ?? '');
    return JSON.parse(plain);
  }
}
