"""Gigabytes per second of 64 KiB payloads through a Queue of 64, from one producer to one consumer. Arguments: start method, maxsize."""
import sys
import time
from multiprocessing import Barrier, Process, Queue, set_start_method

BYTES = 65_536
COUNT = 5_000


def produce(queue, barrier):
    payload = bytes(BYTES)
    barrier.wait()
    for _ in range(COUNT):
        queue.put(payload)


if __name__ == "__main__":
    set_start_method(sys.argv[1] if len(sys.argv) > 1 else "fork")
    queue = Queue(int(sys.argv[2]) if len(sys.argv) > 2 else 64)
    barrier = Barrier(2)
    process = Process(target=produce, args=(queue, barrier))
    process.start()
    barrier.wait()
    start = time.perf_counter()
    for _ in range(COUNT):
        queue.get()
    took = time.perf_counter() - start
    process.join()
    print(BYTES * COUNT / took / 1e9)
