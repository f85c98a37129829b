"""What Python's own multiprocessing does in each case of the table: prints JSON {start method: {case: outcome}}.

An outcome is a JSON value, or {"raises": "Class"}. The cases of ours.ts have the same names and do the same.
Usage: python3 oracle.py [spawn] [fork]
"""

import concurrent.futures as cf
import json
import multiprocessing as mp
import multiprocessing.sharedctypes as sharedctypes
import os
import sys
import threading
from multiprocessing.connection import Client, Listener
from multiprocessing.managers import BaseManager

CASES = {}
LONG = 60
SHORT = 0.05


def case(function):
    CASES[function.__name__] = function
    return function


def raised(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except BaseException as error:  # noqa: BLE001 - whatever it is, its class is the outcome
        return {"raises": type(error).__name__}


# What the processes run.
def nothing():
    pass


def raises():
    sys.stderr = open(os.devnull, "w")
    raise ValueError("on purpose")


def exits(code):
    sys.exit(code)


def waits(event):
    event.wait(LONG)


def tells_name(q):
    q.put(mp.current_process().name)


def tells_daemon(q):
    q.put(mp.current_process().daemon)


def tells_parent(q):
    q.put(mp.parent_process().name)


def makes_child(q):
    q.put(raised(mp.Process(target=nothing).start))


def tells_child_names(q):
    q.put(mp.Process(target=nothing).name)


def square(x):
    return x * x


def odd_fails(x):
    if x % 2:
        raise ValueError(f"odd {x}")
    return x


def add(x, y):
    return x + y


def upper(text):
    return text.upper()


def waits_then(event, x):
    event.wait(LONG)
    return x


def gives_function(x):
    return lambda: x


def worker_name(_):
    return mp.current_process().name


state = None


def set_state(value):
    global state
    state = value


def get_state(_):
    return state


def tells_state(q):
    q.put(state)


def tells_pid(q):
    q.put(os.getpid())


def dies(_):
    os._exit(3)


def dies_with(lock):
    lock.acquire()


def put_all(q, values):
    for value in values:
        q.put(value)


def release(lock):
    lock.release()


def try_acquire(lock, q):
    q.put(lock.acquire(False))


def count(value, times):
    for _ in range(times):
        with value.get_lock():
            value.value += 1


def fill(array):
    for i in range(len(array)):
        array[i] = i * i


def sends(connection):
    connection.send(["sent", 1])
    connection.close()


def work_off(q, times):
    for _ in range(times):
        q.get()
        q.task_done()


def arrives(barrier):
    barrier.wait()


def sets(event):
    event.set()


def notifies(condition, value):
    with condition:
        value.value = 1
        condition.notify_all()


kept = None


def keep(*handles):
    global kept
    kept = handles


def waits_kept(x):
    started, go_on = kept
    started.set()
    go_on.wait(LONG)
    return x


def tells_start_method(q):
    q.put([mp.get_start_method(), raised(mp.set_start_method, mp.get_start_method())])


def run(target, *args, **options):
    process = mp.Process(target=target, args=args, **options)
    process.start()
    process.join()
    return process.exitcode


def waiting_process():
    event = mp.Event()
    process = mp.Process(target=waits, args=(event,))
    process.start()
    return process, event


@case
def process_exit_codes():
    return [run(nothing), run(raises), run(exits, 7), run(exits, None)]


@case
def process_before_start():
    process = mp.Process(target=nothing)
    return [process.exitcode, process.is_alive(), process.pid]


@case
def process_while_running():
    process, event = waiting_process()
    seen = [process.exitcode, process.is_alive(), process in mp.active_children()]
    event.set()
    process.join()
    return seen + [process.exitcode, process.is_alive(), process in mp.active_children()]


@case
def process_terminate_and_kill():
    codes = []
    for end in ("terminate", "kill"):
        process, _ = waiting_process()
        getattr(process, end)()
        process.join()
        codes.append(process.exitcode)
    return codes


@case
def process_terminate_after_end():
    process = mp.Process(target=nothing)
    process.start()
    process.join()
    process.terminate()
    process.join()
    return process.exitcode


@case
def process_join_twice():
    process = mp.Process(target=nothing)
    process.start()
    return [process.join(), process.join(), process.exitcode]


@case
def process_join_timeout():
    process, event = waiting_process()
    seen = [process.join(SHORT), process.is_alive(), process.exitcode]
    event.set()
    process.join()
    return seen


@case
def process_join_unstarted():
    return raised(mp.Process(target=nothing).join)


@case
def process_start_twice():
    process = mp.Process(target=nothing)
    process.start()
    outcome = raised(process.start)
    process.join()
    return outcome


@case
def process_terminate_unstarted():
    return raised(mp.Process(target=nothing).terminate)


@case
def process_numbers_count_named_ones():
    numbers = [mp.Process(), mp.Process(name="given"), mp.Process()]
    return int(numbers[2].name.split("-")[1]) - int(numbers[0].name.split("-")[1])


@case
def process_name_is_seen_inside():
    q = mp.Queue()
    process = mp.Process(target=tells_name, args=(q,), name="first")
    process.name = "renamed"
    process.start()
    name = q.get()
    process.join()
    return [name, process.name]


@case
def process_names_of_grandchildren():
    q = mp.Queue()
    run(tells_child_names, q, name="Parent")
    process = mp.Process(target=tells_child_names, args=(q,))
    process.start()
    process.join()
    q.get()
    return q.get().startswith(process.name + ":")


@case
def process_run_directly():
    q = mp.SimpleQueue()
    mp.Process(target=tells_name, args=(q,)).run()
    return q.get()


@case
def process_without_target():
    process = mp.Process()
    process.start()
    process.join()
    return process.exitcode


@case
def process_daemon():
    q = mp.Queue()
    run(tells_daemon, q)
    run(tells_daemon, q, daemon=True)
    return [q.get(), q.get()]


@case
def process_daemon_after_start():
    process, event = waiting_process()
    outcome = raised(setattr, process, "daemon", True)
    event.set()
    process.join()
    return outcome


@case
def process_daemon_may_have_no_children():
    q = mp.Queue()
    run(makes_child, q, daemon=True)
    return q.get()


@case
def process_parent():
    q = mp.Queue()
    run(tells_parent, q)
    return [mp.parent_process(), q.get(), mp.current_process().name]


@case
def process_close():
    process = mp.Process(target=nothing)
    process.start()
    process.join()
    process.close()
    return [raised(process.is_alive), raised(process.join), raised(lambda: process.exitcode)]


@case
def process_close_while_running():
    process, event = waiting_process()
    outcome = raised(process.close)
    event.set()
    process.join()
    return outcome


@case
def process_pid():
    q = mp.Queue()
    run(tells_pid, q)
    return q.get() == os.getpid()


@case
def process_module_variables():
    q = mp.Queue()
    set_state(9)
    run(tells_state, q)
    set_state(None)
    return q.get()


@case
def pool_map():
    with mp.Pool(2) as pool:
        return [
            pool.map(square, range(10)),
            pool.map(square, [3, 1, 2], chunksize=2),
            pool.map(square, []),
            pool.map(upper, {"a": 1, "b": 2}),
            pool.starmap(add, [(1, 2), (3, 4)]),
            pool.apply(add, (5, 6)),
        ]


@case
def pool_map_raises():
    with mp.Pool(2) as pool:
        try:
            pool.map(odd_fails, [2, 5, 4], chunksize=1)
        except ValueError as error:
            return str(error)


@case
def pool_async_result():
    with mp.Pool(1) as pool:
        done = pool.apply_async(square, (3,))
        done.wait()
        failed = pool.apply_async(odd_fails, (1,))
        failed.wait(LONG)
        return [done.ready(), done.successful(), done.get(), failed.ready(), failed.successful(), raised(failed.get)]


@case
def pool_async_result_not_ready():
    with mp.Pool(1) as pool:
        event = mp.Manager().Event()
        pending = pool.apply_async(waits_then, (event, 4))
        seen = [pending.ready(), raised(pending.successful), raised(pending.get, SHORT), pending.wait(SHORT)]
        event.set()
        return seen + [pending.get()]


@case
def pool_callbacks():
    with mp.Pool(1) as pool:
        told = []
        pool.map_async(square, [1, 2], callback=told.append).wait()
        pool.apply_async(odd_fails, (1,), callback=told.append, error_callback=lambda e: told.append(str(e))).wait()
        pool.close()
        pool.join()
        return told


@case
def pool_imap():
    with mp.Pool(2) as pool:
        return [
            list(pool.imap(square, iter(range(6)))),
            list(pool.imap(square, range(6), chunksize=2)),
            sorted(pool.imap_unordered(square, range(6))),
        ]


@case
def pool_imap_goes_on_after_an_error():
    with mp.Pool(1) as pool:
        results = pool.imap(odd_fails, [0, 1, 2])
        return [raised(next, results), raised(next, results), raised(next, results), next(results, "end")]


@case
def pool_closed():
    pool = mp.Pool(1)
    pool.close()
    pool.close()
    outcome = [raised(pool.map, square, [1]), raised(pool.apply_async, square, (1,)), raised(pool.imap, square, [1])]
    pool.join()
    pool.join()
    return outcome


@case
def pool_close_lets_work_end():
    pool = mp.Pool(1)
    pending = pool.map_async(square, range(20), chunksize=1)
    pool.close()
    pool.join()
    return pending.get()[-1]


@case
def pool_join_while_running():
    with mp.Pool(1) as pool:
        return raised(pool.join)


@case
def pool_terminated():
    pool = mp.Pool(1)
    pool.terminate()
    pool.terminate()
    outcome = raised(pool.map, square, [1])
    pool.join()
    return outcome


@case
def pool_after_its_block():
    with mp.Pool(1) as pool:
        pass
    return raised(pool.map, square, [1])


@case
def pool_sizes():
    return [raised(mp.Pool, 0), raised(mp.Pool, -1)]


@case
def pool_max_tasks_per_child():
    with mp.Pool(1, maxtasksperchild=1) as pool:
        return len(set(pool.map(worker_name, range(3), chunksize=1)))


@case
def pool_initializer():
    with mp.Pool(1, initializer=set_state, initargs=(5,)) as pool:
        return [pool.map(get_state, [0]), state]


@case
def pool_result_that_cannot_travel():
    with mp.Pool(1) as pool:
        return raised(pool.apply, gives_function, (1,))


@case
def pool_task_that_ends_its_worker():
    with mp.Pool(1) as pool:
        return raised(pool.apply_async(dies, (0,)).get, 1)


@case
def queue_is_first_in_first_out():
    q = mp.Queue()
    run(put_all, q, [3, 1, 2])
    return [q.get(), q.get(), q.get()]


@case
def queue_values():
    q = mp.Queue()
    value = {"list": [1, None, True, 1.5, "é"], "empty": {}, "deep": [[[]]]}
    q.put(value)
    return q.get()


@case
def queue_empty():
    q = mp.Queue()
    return [q.empty(), raised(q.get_nowait), raised(q.get, True, SHORT), raised(q.get, False)]


@case
def queue_full():
    q = mp.Queue(1)
    q.put(1)
    return [q.full(), q.qsize(), raised(q.put_nowait, 2), raised(q.put, 2, True, SHORT), q.get()]


@case
def queue_closed():
    q = mp.Queue()
    q.close()
    return [raised(q.put, 1), raised(q.get)]


@case
def simple_queue():
    q = mp.SimpleQueue()
    empty = q.empty()
    q.put("x")
    return [empty, q.empty(), q.get()]


@case
def joinable_queue():
    q = mp.JoinableQueue()
    for i in range(3):
        q.put(i)
    process = mp.Process(target=work_off, args=(q, 3))
    process.start()
    q.join()
    process.join()
    return [process.exitcode, raised(q.task_done)]


@case
def lock():
    lock = mp.Lock()
    seen = [lock.acquire(), lock.acquire(False), lock.acquire(True, SHORT)]
    lock.release()
    return seen + [raised(lock.release), lock.acquire(False)]


@case
def lock_released_by_another_process():
    lock = mp.Lock()
    lock.acquire()
    code = run(release, lock)
    return [code, lock.acquire(False)]


@case
def lock_is_held_between_processes():
    lock, q = mp.Lock(), mp.Queue()
    lock.acquire()
    run(try_acquire, lock, q)
    lock.release()
    run(try_acquire, lock, q)
    return [q.get(), q.get()]


@case
def lock_of_a_process_that_ended():
    lock = mp.Lock()
    run(dies_with, lock)
    return lock.acquire(True, SHORT)


@case
def rlock():
    lock = mp.RLock()
    seen = [lock.acquire(), lock.acquire(False)]
    lock.release()
    lock.release()
    return seen + [raised(lock.release)]


@case
def semaphore():
    semaphore = mp.Semaphore(2)
    seen = [semaphore.acquire(), semaphore.acquire(False), semaphore.acquire(False)]
    semaphore.release()
    semaphore.release()
    semaphore.release()
    return seen + [semaphore.get_value()]


@case
def bounded_semaphore():
    semaphore = mp.BoundedSemaphore(1)
    seen = [semaphore.acquire(False), semaphore.acquire(False)]
    semaphore.release()
    return seen + [raised(semaphore.release)]


@case
def semaphore_below_zero():
    return raised(mp.Semaphore, -1)


@case
def event():
    event = mp.Event()
    seen = [event.is_set(), event.wait(SHORT)]
    run(sets, event)
    seen += [event.is_set(), event.wait()]
    event.clear()
    return seen + [event.is_set()]


@case
def condition():
    condition, value = mp.Condition(), mp.Value("i", 0)
    with condition:
        timed_out = condition.wait(SHORT)
        process = mp.Process(target=notifies, args=(condition, value))
        process.start()
        reached = condition.wait_for(lambda: value.value == 1, LONG)
    process.join()
    return [timed_out, reached, raised(condition.notify), raised(condition.wait)]


@case
def barrier():
    barrier = mp.Barrier(2)
    process = mp.Process(target=arrives, args=(barrier,))
    process.start()
    place = barrier.wait()
    process.join()
    return [place in (0, 1), barrier.parties, barrier.n_waiting, barrier.broken, mp.Barrier(1).wait()]


@case
def barrier_broken():
    barrier = mp.Barrier(2)
    seen = [raised(barrier.wait, SHORT), barrier.broken, raised(barrier.wait)]
    barrier.reset()
    seen.append(barrier.broken)
    barrier.abort()
    return seen + [barrier.broken, raised(barrier.wait)]


@case
def value():
    number = mp.Value("i")
    seen = [number.value, mp.Value("d", 1.5).value, mp.Value("i", 2**31).value, mp.Value("B", 257).value]
    processes = [mp.Process(target=count, args=(number, 500)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return seen + [number.value]


@case
def array():
    array = mp.Array("i", 4)
    seen = [list(array), len(array), raised(lambda: array[4]), list(mp.Array("d", [1, 2.5]))]
    run(fill, array)
    return seen + [array[:]]


@case
def pipe():
    here, there = mp.Pipe()
    process = mp.Process(target=sends, args=(there,))
    process.start()
    there.close()
    seen = [here.recv(), raised(here.recv)]
    process.join()
    here.close()
    return seen + [here.closed, raised(here.recv)]


@case
def pipe_one_way():
    receiver, sender = mp.Pipe(duplex=False)
    seen = [receiver.poll(), raised(receiver.send, 1), raised(sender.recv), receiver.readable, receiver.writable]
    sender.send("x")
    return seen + [receiver.poll(1), receiver.recv()]


@case
def context_of_a_method():
    method = mp.get_start_method()
    ctx = mp.get_context()
    return [
        method in mp.get_all_start_methods(),
        ctx.get_start_method() == method,
        ctx is mp.get_context(method),
        ctx.get_context() is ctx,
        ctx.get_context(method) is ctx,
    ]


@case
def context_set_twice():
    method = mp.get_start_method()
    return [raised(mp.set_start_method, method), raised(mp.set_start_method, method, force=True)]


@case
def context_set_after_use():
    method = mp.get_start_method()
    mp.set_start_method(None, force=True)
    seen = [mp.get_start_method(allow_none=True)]
    mp.set_start_method(method)
    mp.set_start_method(None, force=True)
    mp.get_context()
    outcome = raised(mp.set_start_method, method)
    mp.set_start_method(method, force=True)
    return seen + [outcome, mp.get_start_method(allow_none=True) == method]


@case
def context_that_there_is_not():
    return [raised(mp.get_context, "nonsense"), raised(mp.set_start_method, "nonsense", force=True)]


@case
def context_has_its_method_for_good():
    return raised(mp.get_context().set_start_method, mp.get_start_method())


@case
def context_of_a_worker():
    q = mp.Queue()
    run(tells_start_method, q)
    method, outcome = q.get()
    return [method == mp.get_start_method(), outcome]


@case
def context_makes_all():
    ctx = mp.get_context()
    q = ctx.Queue()
    process = ctx.Process(target=put_all, args=(q, [3, 1]))
    process.start()
    seen = [q.get(), q.get()]
    process.join()
    with ctx.Pool(1) as pool:
        seen.append(pool.map(square, [3]))
    lock = ctx.Lock()
    return seen + [lock.acquire(), lock.acquire(False), ctx.Value("i", 4).value, ctx.cpu_count() == mp.cpu_count()]


@case
def freeze_support():
    return mp.freeze_support()


@case
def sharedctypes_copy():
    number, array = sharedctypes.RawValue("i", 4), sharedctypes.RawArray("i", [1, 2])
    copies = [sharedctypes.copy(number), sharedctypes.copy(array)]
    number.value = 5
    array[0] = 9
    return [copies[0].value, list(copies[1])]


@case
def sharedctypes_synchronized():
    raw, lock = sharedctypes.RawValue("i", 4), mp.RLock()
    number = sharedctypes.synchronized(raw, lock)
    number.value += 1
    array = sharedctypes.synchronized(sharedctypes.RawArray("i", 2))
    run(fill, array)
    return [raw.value, number.get_lock() is lock, array[:]]


@case
def future_result():
    with cf.ProcessPoolExecutor(1) as executor:
        future = executor.submit(add, 2, 3)
        return [future.result(), future.done(), future.running(), future.cancelled(), future.exception()]


@case
def future_error():
    with cf.ProcessPoolExecutor(1) as executor:
        future = executor.submit(odd_fails, 1)
        return [raised(future.result), str(future.exception()), future.done(), future.cancelled()]


def blocked_executor():
    handles = mp.Event(), mp.Event()
    executor = cf.ProcessPoolExecutor(1, initializer=keep, initargs=handles)
    futures = [executor.submit(waits_kept, x) for x in range(6)]
    handles[0].wait(LONG)
    return executor, futures, handles[1]


@case
def future_not_ready():
    executor, futures, go_on = blocked_executor()
    first = futures[0]
    seen = [first.done(), first.running(), raised(first.result, SHORT), raised(first.exception, SHORT)]
    go_on.set()
    executor.shutdown()
    return seen + [first.result(), first.done(), first.running()]


@case
def future_cancel():
    executor, futures, go_on = blocked_executor()
    first, last = futures[0], futures[-1]
    seen = [first.cancel(), last.cancel(), last.cancel(), last.cancelled(), last.done(), last.running()]
    seen += [raised(last.result), raised(last.exception)]
    go_on.set()
    executor.shutdown()
    return seen + [first.result(), first.cancelled()]


@case
def future_callbacks():
    with cf.ProcessPoolExecutor(1) as executor:
        told = []
        future = executor.submit(square, 3)
        future.add_done_callback(lambda f: told.append(["before", f is future, f.result()]))
        future.result()
    future.add_done_callback(lambda f: told.append(["after", f is future]))
    return told


@case
def future_callback_of_a_cancelled_one():
    executor, futures, go_on = blocked_executor()
    told = []
    futures[-1].add_done_callback(lambda f: told.append(f.cancelled()))
    futures[-1].cancel()
    go_on.set()
    executor.shutdown()
    return told


@case
def executor_map():
    with cf.ProcessPoolExecutor(2) as executor:
        return [
            list(executor.map(square, range(5))),
            list(executor.map(add, [1, 2, 3], [10, 20])),
            list(executor.map(square, range(5), chunksize=2)),
            list(executor.map(square, [])),
        ]


@case
def executor_map_after_an_error():
    with cf.ProcessPoolExecutor(1) as executor:
        results = executor.map(odd_fails, [0, 1, 2])
        return [next(results), raised(next, results), next(results, "end")]


@case
def executor_map_timeout():
    executor, _, go_on = blocked_executor()
    outcome = raised(list, executor.map(square, [1], timeout=SHORT))
    go_on.set()
    executor.shutdown()
    return outcome


@case
def executor_map_chunksize():
    with cf.ProcessPoolExecutor(1) as executor:
        return raised(executor.map, square, [1], chunksize=0)


@case
def futures_wait():
    executor, futures, go_on = blocked_executor()
    none = cf.wait(futures, timeout=SHORT)
    first = cf.wait(futures, timeout=SHORT, return_when=cf.FIRST_COMPLETED)
    seen = [len(none.done), len(none.not_done), len(first.done)]
    go_on.set()
    first = cf.wait(futures, return_when=cf.FIRST_COMPLETED)
    whole = cf.wait(futures + futures)
    executor.shutdown()
    return seen + [len(first.done) > 0, len(whole.done), len(whole.not_done)]


@case
def futures_wait_first_exception():
    with cf.ProcessPoolExecutor(1) as executor:
        futures = [executor.submit(odd_fails, x) for x in (0, 1, 2)]
        done, _ = cf.wait(futures, return_when=cf.FIRST_EXCEPTION)
        return [futures[0] in done, futures[1] in done]


@case
def futures_wait_for_a_cancelled_one():
    executor, futures, go_on = blocked_executor()
    futures[-1].cancel()
    done, _ = cf.wait([futures[-1]], timeout=SHORT)
    go_on.set()
    executor.shutdown()
    return len(done)


@case
def futures_as_completed():
    with cf.ProcessPoolExecutor(2) as executor:
        futures = [executor.submit(square, x) for x in range(4)]
        return [
            sorted(future.result() for future in cf.as_completed(futures)),
            len(list(cf.as_completed([futures[0], futures[0]]))),
            list(cf.as_completed([])),
        ]


@case
def futures_as_completed_timeout():
    executor, futures, go_on = blocked_executor()
    outcome = raised(list, cf.as_completed(futures, timeout=SHORT))
    go_on.set()
    executor.shutdown()
    return outcome


@case
def executor_shut_down():
    executor = cf.ProcessPoolExecutor(1)
    pending = [executor.submit(square, x) for x in range(5)]
    executor.shutdown()
    executor.shutdown()
    seen = [future.result() for future in pending]
    return seen + [raised(executor.submit, square, 1), raised(executor.map, square, [1])]


@case
def executor_shut_down_without_waiting():
    executor, futures, go_on = blocked_executor()
    executor.shutdown(wait=False)
    outcome = [futures[0].done(), raised(executor.submit, square, 1)]
    go_on.set()
    return outcome + [future.result() for future in futures]


@case
def executor_shut_down_cancels():
    executor, futures, go_on = blocked_executor()
    executor.shutdown(wait=False, cancel_futures=True)
    go_on.set()
    return [futures[0].result(), futures[0].cancelled(), raised(futures[-1].result)]


@case
def executor_after_its_block():
    with cf.ProcessPoolExecutor(1) as executor:
        future = executor.submit(square, 3)
    return [future.done(), raised(executor.submit, square, 1)]


@case
def executor_sizes():
    wrong_kind = raised(cf.ProcessPoolExecutor, 1, initializer=5)
    return [raised(cf.ProcessPoolExecutor, 0), raised(cf.ProcessPoolExecutor, -1), wrong_kind]


@case
def executor_initializer():
    with cf.ProcessPoolExecutor(1, initializer=set_state, initargs=(5,)) as executor:
        return [executor.submit(get_state, 0).result(), state]


@case
def executor_initializer_that_fails():
    with cf.ProcessPoolExecutor(1, initializer=raises) as executor:
        return raised(executor.submit(square, 1).result)


@case
def executor_task_that_ends_its_worker():
    executor = cf.ProcessPoolExecutor(1)
    futures = [executor.submit(dies, 0), executor.submit(square, 1)]
    seen = [raised(future.result) for future in futures]
    seen.append(raised(executor.submit, square, 1))
    executor.shutdown()
    return seen


class Counter:
    def __init__(self):
        self.value = 0

    def add(self, n):
        self.value += n
        return self.value

    def fails(self):
        raise ValueError("on purpose")

    def _hidden(self):
        return 1


class Counters(BaseManager):
    pass


Counters.register("Counter", Counter)


def add_all(shared, values):
    for value in values:
        shared.append(value)


def set_key(shared, key):
    shared[key] = len(key)


@case
def manager_list():
    with mp.Manager() as manager:
        shared = manager.list([1, 2, 3])
        shared.append(4)
        shared[0] = 10
        seen = [len(shared), shared[0], shared[-1], shared.pop(), shared.count(2), shared.index(3), 2 in shared]
        seen += [raised(shared.index, 99), raised(lambda: shared[9]), raised(shared.remove, 99)]
        shared.extend([7, 5])
        shared.insert(1, 6)
        shared.sort(reverse=True)
        return [*seen, shared[:]]


@case
def manager_dict():
    with mp.Manager() as manager:
        shared = manager.dict(a=1)
        shared["b"] = 2
        seen = [shared["a"], shared.get("z"), shared.get("z", 5), list(shared.keys())]
        seen += [shared.setdefault("c", 3), shared.setdefault("a", 9), "b" in shared, len(shared)]
        seen += [shared.pop("a"), list(shared.popitem()), shared.pop("q", 7)]
        shared.update({"x": 1})
        seen.append([list(item) for item in shared.items()])
        shared.clear()
        return [*seen, raised(shared.popitem)]


@case
def manager_changed_by_processes():
    with mp.Manager() as manager:
        shared_list, shared_dict = manager.list([0]), manager.dict()
        run(add_all, shared_list, [1, 2])
        run(set_key, shared_dict, "key")
        return [shared_list[:], shared_dict.copy()]


@case
def manager_nested_proxies():
    with mp.Manager() as manager:
        inner = manager.list([1])
        outer = manager.dict(inner=inner)
        outer["inner"].append(2)
        return inner[:]


@case
def manager_write_into_what_was_fetched():
    with mp.Manager() as manager:
        outer = manager.list([[1]])
        fetched = outer[0]
        return [raised(fetched.append, 2), outer[:]]


@case
def manager_namespace_value_array():
    with mp.Manager() as manager:
        space = manager.Namespace(x=1)
        space.x = 2
        value = manager.Value("i", 5)
        value.set(6)
        array = manager.Array("i", [1, 2])
        array[1] = 3
        return [space.x, value.get(), list(array[:]), raised(array.__setitem__, 2, 3)]


@case
def manager_queue():
    with mp.Manager() as manager:
        shared = manager.Queue(1)
        shared.put(1)
        seen = [shared.full(), shared.qsize(), raised(shared.put_nowait, 2), raised(shared.put, 2, True, SHORT)]
        return [*seen, shared.get(), shared.empty(), raised(shared.get, True, SHORT)]


@case
def manager_lock():
    with mp.Manager() as manager:
        lock = manager.Lock()
        seen = [lock.acquire(), lock.acquire(False), lock.acquire(True, SHORT)]
        lock.release()
        return [*seen, raised(lock.release)]


@case
def manager_semaphore_and_event():
    with mp.Manager() as manager:
        semaphore = manager.BoundedSemaphore(1)
        seen = [semaphore.acquire(), semaphore.acquire(False)]
        semaphore.release()
        seen.append(raised(semaphore.release))
        event = manager.Event()
        seen += [event.is_set(), event.wait(SHORT)]
        event.set()
        return [*seen, event.is_set(), event.wait()]


@case
def manager_registered_class():
    with Counters() as manager:
        counter = manager.Counter()
        return [counter.add(2), counter.add(3), raised(counter.fails), hasattr(counter, "_hidden")]


@case
def manager_used_before_its_start():
    return raised(Counters().Counter)


@case
def manager_started_twice():
    with Counters() as manager:
        return raised(manager.start)


@case
def manager_by_address():
    with Counters(address=("127.0.0.1", 0), authkey=b"secret") as manager:
        other = Counters(address=manager.address, authkey=b"secret")
        other.connect()
        mp.current_process().authkey = b"secret"
        counter = other.Counter()
        seen = counter.add(2)
        wrong = Counters(address=manager.address, authkey=b"wrong")
        return [seen, raised(wrong.connect)]


@case
def listener_and_client():
    with Listener(("127.0.0.1", 0), authkey=b"secret") as listener:
        clients = []

        def connect():
            clients.append(Client(listener.address, authkey=b"secret"))

        thread = threading.Thread(target=connect)
        thread.start()
        server = listener.accept()
        thread.join()
        client = clients[0]
        client.send({"list": [1, None, "é"]})
        seen = [server.recv(), server.poll()]
        server.send_bytes(b"bytes")
        seen.append(client.recv_bytes().decode())
        server.close()
        return [*seen, raised(client.recv), raised(server.send, 1)]


def main():
    methods = sys.argv[1:] or ["spawn", "fork"]
    results = {}
    for method in methods:
        mp.set_start_method(method, force=True)
        results[method] = {name: raised(function) for name, function in CASES.items()}
    json.dump(results, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
