/**
 * What few workers need, threads and processes alike: see `worker-later`. These modules may export nothing but functions that is used.
 */
export * from '../concurrent-futures/as-completed.ts';
export * from '../concurrent-futures/zip.ts';
export * from '../connection/network-thread.ts';
export * from '../contexts/context.ts';
export * from '../functions/describe-function.ts';
export * from '../functions/inspect-function.ts';
export * from '../functions/script-source.ts';
export * from '../loader/syntax-error.ts';
export * from '../loader/transform-cache.ts';
export * from '../loader/transformer.ts';
export * from '../loader/tsconfig.ts';
export * from '../managers/proxy-classes.ts';
export * from '../managers/proxy-links.ts';
export * from '../managers/run-manager.ts';
export * from '../managers/server/manager-server.ts';
export * from '../managers/start-server.ts';
export * from '../pool/pool-core.ts';
export * from '../process/start-child.ts';
export * from '../process/start-guard.ts';
export * from '../wait.ts';
