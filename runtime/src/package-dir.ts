/** Where this package lies: its entries (first modules of threads) and which frames of a stack are its own. */

/** URL of the folder that holds the built entries; with a slash at its end. */
export const distUrl: string = import.meta.url.replace(/(?:chunks\/)?[^/]*$/, '');

/** URL of an entry, the first module of a thread. */
export function entryUrl(name: 'worker' | 'supervisor' | 'register' | 'network'): URL {
  return new URL(name === 'worker' ? 'worker.cjs' : `${name}.js`, distUrl);
}
