"""How much script a page brings before it works, as browsers fetch it: compressed."""

import gzip
import json
from functools import cache
from pathlib import Path

import pytest

from tests.browser.rig import WEB, Rig

STATS = WEB / ".next" / "diagnostics" / "route-bundle-stats.json"
LAZY_KB = 90
LISTS_KB = 145
STUDIO_KB = 160
BUDGETS_KB = {
    "/login": LISTS_KB,
    "/": LISTS_KB,
    "/gallery": LISTS_KB,
    "/studio/[run]": STUDIO_KB,
    "/studio/[run]/piece/[piece]": STUDIO_KB,
}
"""First load of the pages that everybody meets."""
OTHERS_KB = 150
"""First load of any other page."""


@pytest.fixture
def routes(studio: Rig) -> dict[str, list[Path]]:
    """The scripts of each page's first load, as they were built for this studio."""
    found = json.loads(STATS.read_text())
    return {one["route"]: [WEB / path for path in one["firstLoadChunkPaths"]] for one in found}


@cache
def _kb(path: Path) -> float:
    return len(gzip.compress(path.read_bytes(), 9)) / 1000


def test_first_loads_are_within_their_budgets(routes: dict[str, list[Path]]) -> None:
    sizes = {route: sum(_kb(path) for path in paths) for route, paths in routes.items()}
    print(*(f"{size:7.1f} kB  {route}" for route, size in sorted(sizes.items())), sep="\n")

    beyond = {route: size for route, size in sizes.items() if size > BUDGETS_KB.get(route, OTHERS_KB) + 0.5}

    assert BUDGETS_KB.keys() <= sizes.keys()
    assert beyond == {}


def test_what_is_loaded_later_comes_in_small_parts(routes: dict[str, list[Path]]) -> None:
    first = {path for paths in routes.values() for path in paths}
    later = {path.name: _kb(path) for path in (WEB / ".next" / "static" / "chunks").glob("*.js") if path not in first}

    assert {name: size for name, size in later.items() if size > LAZY_KB} == {}
