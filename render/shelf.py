"""What the threads of a render share: pictures drawn or scaled once, the least recently used forgotten first."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

Value = TypeVar("Value")


class _Slot:
    """One value in the making or made; its lock lets only one thread make it."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.made = False
        self.value: Any = None
        self.size = 0


class Shelf:
    """Values by key, at most `limit` bytes of them; a value larger than that is handed out but not kept."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._slots: OrderedDict[Hashable, _Slot] = OrderedDict()
        self._lock = Lock()
        self._used = 0

    def get(self, key: Hashable, make: Callable[[], Value], size: Callable[[Value], int]) -> Value:
        """The value of this key; `make` runs once however many threads ask. `size` gives its bytes."""
        slot = self._slot(key)
        with slot.lock:
            if not slot.made:
                slot.value = make()
                slot.made = True
                self._account(key, slot, size(slot.value))
            value: Value = slot.value
        return value

    def _slot(self, key: Hashable) -> _Slot:
        with self._lock:
            slot = self._slots.setdefault(key, _Slot())
            self._slots.move_to_end(key)
            return slot

    def _account(self, key: Hashable, slot: _Slot, size: int) -> None:
        with self._lock:
            if self._slots.get(key) is not slot:
                return
            slot.size = size
            self._used += size
            for old in list(self._slots):
                if self._used <= self.limit:
                    break
                if self._slots[old].made:
                    self._used -= self._slots.pop(old).size
