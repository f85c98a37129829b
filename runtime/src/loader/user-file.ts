/** Which modules are the user's own: those that the loader transforms and whose functions travel by name. */

/** Folder of our built files, with a slash at its end. */
export const OWN_FOLDER: string = new URL('.', import.meta.url).href.replace(/\/chunks\/$/, '/');
/** Our public API, for scripts whose project has no `parascope` of its own. */
export const OWN_INDEX: string = new URL('index.js', OWN_FOLDER).href;

/** Whether a URL is a file that is neither in node_modules nor one of ours. */
export function isUserFile(url: string): boolean {
  return url.startsWith('file:') && !url.includes('/node_modules/') && !url.startsWith(OWN_FOLDER);
}

/** Whether a file URL names TypeScript (or JSX, which needs the same treatment). */
export function isTypeScript(url: string): boolean {
  return /\.(?:[mc]?ts|[tj]sx)(?:[?#]|$)/.test(url);
}
