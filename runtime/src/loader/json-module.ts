import { readFileSync } from 'node:fs';

/** A JSON file as an ES module: the value by default, and its keys by name where they are identifiers. */
export function jsonModule(file: string): string {
  const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  const value: unknown = JSON.parse(text);
  const keys = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
  const names = keys
    // A string key as export name needs no identifier, and so no list of reserved words.
    .map((key, i) => ({ key: JSON.stringify(key), local: `$${i}` }))
    .filter(({ key }) => key !== '"default"');
  return [
    `const $ = JSON.parse(${JSON.stringify(text)});`,
    'export default $;',
    ...names.map(({ key, local }) => `const ${local} = $[${key}]; export { ${local} as ${key} };`),
  ].join('\n');
}
