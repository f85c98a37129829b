/**
 * `parascope` as every module but the script itself sees it under our loader: a library that asks whether it is the main
 * script gets a no.
 */
export * from '../index.ts';
export { isMainElsewhere as isMain } from '../main-guard.ts';
