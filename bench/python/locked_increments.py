"""ns per increment of one shared counter under its lock, by as many processes as the argument says."""
import sys
import time
from multiprocessing import Barrier, Process, Value

INCREMENTS = 100_000


def with_get_lock(value, barrier, count):
    barrier.wait()
    for _ in range(count):
        with value.get_lock():
            value.value += 1


def measure(workers):
    value = Value("i", 0)
    barrier = Barrier(workers + 1)
    count = INCREMENTS // workers
    processes = [Process(target=with_get_lock, args=(value, barrier, count)) for _ in range(workers)]
    for process in processes:
        process.start()
    barrier.wait()
    start = time.perf_counter()
    for process in processes:
        process.join()
    took = time.perf_counter() - start
    assert value.value == count * workers
    return took * 1e9 / INCREMENTS


if __name__ == "__main__":
    print(measure(int(sys.argv[1])))
