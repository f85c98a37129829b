/** Which modules are the user's own: those that the loader transforms and whose functions travel by name. */

/** Folder of our built files, with a slash at its end. */
export const OWN_FOLDER: string = import.meta.url.replace(/(?:chunks\/)?[^/]*$/, '');
/** Our public API, for scripts whose project has no `parascope` of its own. */
export const OWN_INDEX: string = ownFile('index.js');

/** The same for the modules of the main thread that are not the script. */
const OWN_TWIN = ownFile('imported.js');

/** First module of a worker thread or a process of our own. */
export const OWN_WORKER: string = ownFile('worker.cjs');

function ownFile(name: string): string {
  return OWN_FOLDER + name;
}

/** Whether a URL is what `parascope` means in a main thread: our index, or its twin. */
export function isOwnIndex(url: string): boolean {
  return url === OWN_INDEX || url === OWN_TWIN;
}

/** Whether a URL is one of our built files. */
export function isOwnFile(url: string): boolean {
  return url.startsWith(OWN_FOLDER);
}

/** Whether a URL is a file that is neither in node_modules nor one of ours. */
export function isUserFile(url: string): boolean {
  return url.startsWith('file:') && !url.includes('/node_modules/') && !isOwnFile(url);
}

/** Whether a file URL names TypeScript (or JSX, which needs the same treatment). */
export function isTypeScript(url: string): boolean {
  return /\.(?:[mc]?ts|[tj]sx)(?:[?#]|$)/.test(url);
}
