/** What a context has, and the package itself: every name of it but those that choose a context. */
import './process/printed-process.ts';
export type { Address, AddressFamily, AddressLike } from './connection/address.ts';
export { Client, ClientSync, type ClientOptions } from './connection/client.ts';
export { Connection } from './connection/connection.ts';
export { Listener, type ListenerOptions } from './connection/listener.ts';
export { Pipe } from './connection/pipe.ts';
export { asCompleted } from './concurrent-futures/as-completed.ts';
export {
  ProcessPoolExecutor,
  type ExecutorMapOptions,
  type ExecutorOptions,
  type ShutdownOptions,
} from './concurrent-futures/executor.ts';
export { Future } from './concurrent-futures/future.ts';
export type {
  DoneAndNotDone,
  FutureWaitOptions,
  ReturnWhen,
  SyncFutureWaitOptions,
} from './concurrent-futures/wait-futures.ts';
export type { Waitable } from './connection/wait.ts';
export { cpuCount } from './cpu-count.ts';
export * from './errors.ts';
export { Barrier, type BarrierOptions } from './synchronize/barrier.ts';
export { Condition } from './synchronize/condition.ts';
export { Event } from './synchronize/event.ts';
export { LockGuard, type WithoutTimeout } from './synchronize/lock-guard.ts';
export { Lock } from './synchronize/lock.ts';
export { RLock } from './synchronize/rlock.ts';
export { BoundedSemaphore, Semaphore, SemaphoreGuard } from './synchronize/semaphore.ts';
export { isMain } from './main-guard.ts';
export { BaseManager, type ManagerClass, type ManagerOptions, type StartOptions } from './managers/base-manager.ts';
export { BaseProxy } from './managers/base-proxy.ts';
export type { Copied } from './managers/copied.ts';
export type { ManagerLockGuard } from './managers/lock-proxy.ts';
export type * from './managers/proxied.ts';
export * as managed from './managers/server/managed.ts';
export type { Server } from './managers/serving.ts';
export { Manager, SyncManager } from './managers/sync-manager.ts';
export type { Callable, RegisterOptions } from './managers/server/registry.ts';
export { getLogger, type Logger, LogLevel, logToStderr } from './logging/logger.ts';
export { ShareableList, type Shareable } from './named-memory/shareable-list.ts';
export { SharedMemory, type SharedMemoryOptions } from './named-memory/shared-memory.ts';
export { AsyncResult, type ResultCallbacks } from './pool/async-result.ts';
export type { ApplyOptions, ImapOptions, MapOptions, TaskOptions } from './pool/call-options.ts';
export type { PoolOptions } from './pool/pool-options.ts';
export type { ProgressReport } from './pool/progress.ts';
export { Pool } from './pool/pool.ts';
export { ResultStream } from './pool/result-stream.ts';
export { activeChildren, currentProcess, parentProcess, type ParentProcess } from './process/current-process.ts';
export { freezeSupport } from './process/freeze-support.ts';
export { Process } from './process/process.ts';
export type { ProcessOptions } from './process/process-options.ts';
export { JoinableQueue } from './queues/joinable-queue.ts';
export { Sentinel } from './process/sentinel.ts';
export { Queue } from './queues/queue.ts';
export { SimpleQueue } from './queues/simple-queue.ts';
export type { SyncWaitOptions, WaitOptions } from './shared-memory/bell.ts';
export type { CodeValue, TypeCode } from './sharedctypes/type-codes.ts';
export { RawArray } from './sharedctypes/raw-array.ts';
export { RawValue } from './sharedctypes/raw-value.ts';
export { type LockOption } from './sharedctypes/own-lock.ts';
export { SharedArray, SharedArray as Array } from './sharedctypes/shared-array.ts';
export * as sharedctypes from './sharedctypes/sharedctypes.ts';
export { Value } from './sharedctypes/value.ts';
export { wait, waitSync } from './wait.ts';
