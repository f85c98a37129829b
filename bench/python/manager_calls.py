"""Thousand calls per second of a proxy of Manager(): list.append and dict.get, by turns, from one process."""
import time
from multiprocessing import Manager

CALLS = 20_000


if __name__ == "__main__":
    with Manager() as manager:
        shared_list, shared_dict = manager.list(), manager.dict(key=1)
        for _ in range(1000):
            shared_list.append(1)
            shared_dict.get("key")
        start = time.perf_counter()
        for _ in range(CALLS // 2):
            shared_list.append(1)
            shared_dict.get("key")
        print(CALLS / (time.perf_counter() - start) / 1000)
