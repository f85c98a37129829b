"""The map of x * x on a warm Pool(2): prints ms for it. Arguments: map, map1 (chunksize 1) or imap; number of items; start method."""
import multiprocessing
import sys
import time


def square(x):
    return x * x


def map_once(pool, mode, items):
    if mode == "map":
        return pool.map(square, items)
    if mode == "map1":
        return pool.map(square, items, chunksize=1)
    return list(pool.imap(square, items))


if __name__ == "__main__":
    mode, count = sys.argv[1], int(sys.argv[2])
    multiprocessing.set_start_method(sys.argv[3] if len(sys.argv) > 3 else "fork")
    items = list(range(count))
    with multiprocessing.Pool(2) as pool:
        map_once(pool, mode, items[: count // 10])
        start = time.perf_counter()
        results = map_once(pool, mode, items)
        elapsed_ms = (time.perf_counter() - start) * 1000
    assert len(results) == count and results[3] == 9
    print(elapsed_ms)
