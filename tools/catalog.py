"""All tools a plan may call, by name, and how many of each kind may run at once on one machine."""

from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module
from typing import Any

from tools.base import Tool

NAMES = ("script", "voice", "avatar", "visuals", "music", "captions", "compose", "cover", "post", "export")
"""In the order of a piece's making."""

LEASES: Mapping[str, int] = {"voice": 1, "render": 2}
"""Places of each lease: one warm speech engine; two renders overlap the one's encoding with the other's drawing."""


@lru_cache(maxsize=1)
def catalog() -> Mapping[str, Tool[Any, Any]]:
    """The tools; their modules are loaded on the first call."""
    return {name: getattr(import_module(f"tools.{name}"), f"{name.capitalize()}Tool")() for name in NAMES}
