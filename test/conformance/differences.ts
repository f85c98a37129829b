/** Where ours is not Python's, and why. */

/** Our classes of errors, and the classes of Python that they stand for: Python has few, and one says little. */
export const pythonNames: Readonly<Record<string, readonly string[]>> = {
  ClosedError: ['ValueError', 'OSError'],
  ConnectionError: ['OSError'],
  NotOwnerError: ['AssertionError'],
  PoolStateError: ['ValueError'],
  ProcessStateError: ['AssertionError', 'AttributeError', 'ValueError'],
  RangeError: ['ValueError', 'OSError', 'IndexError'],
  ReleaseError: ['ValueError', 'AssertionError'],
  TaskDoneError: ['ValueError'],
};

/** Cases whose outcome differs, with our outcome. */
export const differs: Readonly<Record<string, { readonly ours: unknown; readonly because: string }>> = {
  process_pid: { ours: true, because: 'a thread shares the process id of its program; `ident` tells workers apart' },
  pool_task_that_ends_its_worker: {
    ours: { raises: 'WorkerDiedError' },
    because: 'a call whose worker ends is told so; Python waits for a result that cannot come',
  },
  lock_of_a_process_that_ended: {
    ours: true,
    because: 'a lock whose owner ended is given to the next (`abandoned`); in Python nobody gets it any more',
  },
};

/** Cases in which Python's own start methods differ; ours is that of `spawn`. */
export const startMethodsDiffer: readonly string[] = ['process_module_variables'];
