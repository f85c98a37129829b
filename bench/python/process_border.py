"""What crosses the border of a process. Arguments: what (start, orders, increments, calls or idle), start method, processes."""
import multiprocessing
import sys
import time

MESSAGES = 30_000
INCREMENTS = 4_000
CALLS = 4_000


def stamp(line):
    line.value = time.time()


def start(context, _):
    """Median ms from start() to the first line of the target."""
    times = []
    for _ in range(10):
        line = context.Value("d", 0)
        process = context.Process(target=stamp, args=(line,))
        since = time.time()
        process.start()
        process.join()
        times.append((line.value - since) * 1000)
    return sorted(times)[5]


def take(queue, results):
    queue.get()
    since = time.perf_counter()
    for _ in range(MESSAGES):
        queue.get()
    results.put(MESSAGES / (time.perf_counter() - since) / 1000)


def orders(context, _):
    """Thousand small messages per second of main to a process."""
    queue, results = context.Queue(), context.Queue()
    process = context.Process(target=take, args=(queue, results))
    process.start()
    for _ in range(MESSAGES + 1):
        queue.put([42, None, "hello"])
    rate = results.get()
    process.join()
    return rate


def increment(value, lock, barrier, count):
    barrier.wait()
    for _ in range(count):
        with lock:
            value.value += 1


def increments(context, processes):
    """Thousand per second of a Value under a Lock, both of a Manager."""
    with context.Manager() as manager:
        value, lock, barrier = manager.Value("i", 0), manager.Lock(), context.Barrier(processes + 1)
        args = (value, lock, barrier, INCREMENTS // processes)
        workers = [context.Process(target=increment, args=args) for _ in range(processes)]
        for worker in workers:
            worker.start()
        barrier.wait()
        since = time.perf_counter()
        for worker in workers:
            worker.join()
        took = time.perf_counter() - since
        assert value.value == INCREMENTS
        return INCREMENTS / took / 1000


def call(shared, results):
    for _ in range(500):
        shared.append(1)
    since = time.perf_counter()
    for _ in range(CALLS // 2):
        shared.append(1)
        shared[0]
    results.put(CALLS / (time.perf_counter() - since) / 1000)


def calls(context, _):
    """Thousand calls per second of a process to a manager's list."""
    with context.Manager() as manager:
        shared, results = manager.list(), context.Queue()
        process = context.Process(target=call, args=(shared, results))
        process.start()
        rate = results.get()
        process.join()
        return rate


def wait(ready, end):
    ready.put("ready")
    end.wait()


def own_kib(pid):
    with open(f"/proc/{pid}/smaps_rollup") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("Pss:"))


def idle(context, processes):
    """KiB that a waiting process has resident, pages that it shares by their parts."""
    ready, end = context.Queue(), context.Event()
    workers = [context.Process(target=wait, args=(ready, end)) for _ in range(processes)]
    for worker in workers:
        worker.start()
    for _ in workers:
        ready.get()
    kib = sum(own_kib(worker.pid) for worker in workers)
    end.set()
    for worker in workers:
        worker.join()
    return kib / processes


if __name__ == "__main__":
    what, method, processes = sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 1
    jobs = {"start": start, "orders": orders, "increments": increments, "calls": calls, "idle": idle}
    print(jobs[what](multiprocessing.get_context(method), processes))
