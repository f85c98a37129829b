"""Million small messages per second through a Queue, from as many producers as the argument says to one consumer. Then: start method."""
import sys
import time
from multiprocessing import Barrier, Process, Queue, set_start_method

MESSAGES = 100_000


def produce(queue, barrier, count):
    barrier.wait()
    for _ in range(count):
        queue.put([42, None, "hello"])


if __name__ == "__main__":
    producers = int(sys.argv[1])
    set_start_method(sys.argv[2] if len(sys.argv) > 2 else "fork")
    queue = Queue()
    barrier = Barrier(producers + 1)
    processes = [Process(target=produce, args=(queue, barrier, MESSAGES // producers)) for _ in range(producers)]
    for process in processes:
        process.start()
    barrier.wait()
    start = time.perf_counter()
    for _ in range(MESSAGES):
        queue.get()
    took = time.perf_counter() - start
    for process in processes:
        process.join()
    print(MESSAGES / took / 1e6)
