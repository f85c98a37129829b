/** Where ours is not Python's, and why. */

/** Our classes of errors, and the classes of Python that they stand for: Python has few, and one says little. */
export const pythonNames: Readonly<Record<string, readonly string[]>> = {
  ClosedError: ['ValueError', 'OSError', 'RuntimeError'],
  ConnectionError: ['OSError'],
  ManagerStateError: ['AssertionError', 'ProcessError'],
  NotOwnerError: ['AssertionError'],
  PoolStateError: ['ValueError'],
  ProcessStateError: ['AssertionError', 'AttributeError', 'ValueError'],
  RangeError: ['ValueError', 'OSError', 'IndexError', 'KeyError'],
  ReleaseError: ['ValueError', 'AssertionError', 'RuntimeError'],
  StartMethodError: ['ValueError', 'RuntimeError'],
  TaskDoneError: ['ValueError'],
};

/** Cases whose outcome differs, with our outcome. */
export const differs: Readonly<Record<string, { readonly ours: unknown; readonly because: string }>> = {
  process_pid: { ours: true, because: 'a thread shares the process id of its program; `ident` tells workers apart' },
  pool_task_that_ends_its_worker: {
    ours: { raises: 'WorkerDiedError' },
    because: 'a call whose worker ends is told so; Python waits for a result that cannot come',
  },
  executor_map_after_an_error: {
    ours: [0, { raises: 'RangeError' }, 2],
    because: "an executor's `map` goes on after an error, as `imap` does; Python's is at its end then",
  },
  manager_write_into_what_was_fetched: {
    ours: [{ raises: 'TypeError' }, [[1]]],
    because: 'a write into what was fetched from a manager is refused; in Python it is lost',
  },
  futures_wait_for_a_cancelled_one: {
    ours: 1,
    because: "a future that was cancelled is done at once for `wait`; Python's only when its turn would have come",
  },
  lock_of_a_process_that_ended: {
    ours: true,
    because: 'a lock whose owner ended is given to the next (`abandoned`); in Python nobody gets it any more',
  },
};

/** Cases in which Python's own start methods differ; ours is that of `spawn`. */
export const startMethodsDiffer: readonly string[] = ['process_module_variables'];
