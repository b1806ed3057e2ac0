"""What is kept on disk and in memory between and within renders."""

import os
from functools import partial
from pathlib import Path
from threading import Barrier, Thread

import pytest

from render.cache import PacketCache, packed, unpacked
from render.encode import Coded, Stretch
from render.pool import Pool
from render.shelf import Shelf

STRETCH = Stretch(
    b"head", (Coded(b"one", 0, -2, 1, True), Coded(b"", 2, -1, 1, False), Coded(b"three", 1, 0, 1, False))
)


def key(number: int) -> str:
    return f"{number:064x}"


def test_a_stretch_comes_back_as_it_was(tmp_path: Path) -> None:
    cache = PacketCache(tmp_path)
    assert cache.get(key(1)) is None
    cache.put(key(1), STRETCH)
    assert cache.get(key(1)) == STRETCH


def test_every_cut_and_every_changed_byte_is_noticed() -> None:
    content = packed(STRETCH)
    assert unpacked(content) == STRETCH
    assert all(unpacked(content[:length]) is None for length in range(len(content)))
    for place in range(len(content)):
        assert unpacked(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]) is None


def test_a_damaged_file_is_removed(tmp_path: Path) -> None:
    cache = PacketCache(tmp_path)
    cache.put(key(1), STRETCH)
    (file,) = tmp_path.rglob("*.packets")
    file.write_bytes(file.read_bytes()[:-1])
    assert cache.get(key(1)) is None
    assert not file.exists()


def test_the_least_recently_used_goes_first(tmp_path: Path) -> None:
    cache = PacketCache(tmp_path, limit=3 * len(packed(STRETCH)))
    for number in range(4):
        cache.put(key(number), STRETCH)
        for file in tmp_path.rglob(f"{key(number)}*"):
            os.utime(file, (number + 1, number + 1))
    assert cache.get(key(0)) == STRETCH
    cache.trim()
    assert [cache.get(key(number)) is not None for number in range(4)] == [True, False, True, True]


def test_what_a_crash_left_behind_is_cleared_when_old(tmp_path: Path) -> None:
    cache = PacketCache(tmp_path)
    cache.put(key(1), STRETCH)
    folder = next(tmp_path.rglob("*.packets")).parent
    for name, age in ((".old", 1.0), (".new", None)):
        (folder / name).write_bytes(b"half")
        if age:
            os.utime(folder / name, (age, age))
    cache.trim()
    assert sorted(file.name for file in folder.iterdir()) == [".new", f"{key(1)}.packets"]


def test_a_value_is_made_once_however_many_ask() -> None:
    shelf, made, start = Shelf(1000), list[int](), Barrier(4)

    def make() -> str:
        made.append(1)
        return "value"

    def ask() -> None:
        start.wait()
        shelf.get("key", make, lambda value: 10)

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [1]


def test_a_failed_making_is_tried_again() -> None:
    shelf = Shelf(1000)
    with pytest.raises(ZeroDivisionError):
        shelf.get("key", lambda: 1 // 0, lambda value: 1)
    assert shelf.get("key", lambda: 7, lambda value: 1) == 7


def test_a_shelf_forgets_what_was_not_used_for_longest() -> None:
    shelf, made = Shelf(30), list[str]()

    def make(name: str) -> str:
        made.append(name)
        return name

    def get(name: str) -> None:
        shelf.get(name, partial(make, name), lambda value: 10)

    for name in "abcabda":
        get(name)
    assert made == ["a", "b", "c", "d"]
    get("c")
    assert made[-1] == "c" and len(made) == 5


def test_the_pool_serves_whoever_came_first() -> None:
    pool, done, gate = Pool(), list[str](), Barrier(2)
    first, second = pool.ticket(), pool.ticket()
    pool.grow(1)
    pool.submit(second, gate.wait)
    tasks = [pool.submit(ticket, partial(done.append, name)) for ticket, name in ((second, "b"), (first, "a"))]
    gate.wait()
    for task in tasks:
        task.result(timeout=10)
    assert done == ["a", "b"]


def test_errors_and_cancellations_reach_the_caller() -> None:
    pool, gate = Pool(), Barrier(2)
    pool.grow(1)
    ticket = pool.ticket()
    hold = pool.submit(ticket, gate.wait)
    failing = pool.submit(ticket, lambda: 1 // 0)
    dropped = pool.submit(ticket, lambda: pytest.fail("a cancelled task ran"))
    assert dropped.cancel()
    gate.wait()
    hold.result(timeout=10)
    with pytest.raises(ZeroDivisionError):
        failing.result(timeout=10)
