"""Emoji as flat vector drawings: which are known, and their SVG.

The drawings are Microsoft's Fluent Emoji Flat (MIT), a selection of about 1,270, in `data/emoji.json.gz`.
"""

import gzip
import json
import re
from functools import cache
from importlib import resources
from typing import TypedDict

SIDE = 32
"""Width and height of a drawing's own coordinates."""

_SKIN_OR_STYLE = re.compile("[\U0001f3fb-\U0001f3ff\ufe0f\ufe0e]")
_JOINER = "\u200d"
_KEYCAP = r"[0-9#*](?=\ufe0f?\u20e3)"
_PICTURE = "[\U0001f000-\U0001faff\u203c\u2049\u2139\u2190-\u21ff\u2300-\u27bf\u2934\u2935\u2b00-\u2bff]"
_UNIT = f"(?:{_PICTURE}|{_KEYCAP})"
_TAIL = "[\U0001f3fb-\U0001f3ff\ufe0f\ufe0e\u20e3]*"
_SEQUENCE = re.compile(f"(?:[\U0001f1e6-\U0001f1ff]{{2}}|{_UNIT}{_TAIL}(?:{_JOINER}{_UNIT}{_TAIL})*)")


class _Data(TypedDict):
    names: dict[str, str]
    icons: dict[str, str]


@cache
def _data() -> _Data:
    packed = (resources.files("render.scenes") / "data" / "emoji.json.gz").read_bytes()
    data: _Data = json.loads(gzip.decompress(packed))
    return data


def _name(emoji: str) -> str | None:
    """The drawing for it: without skin tone, and failing that without what is joined to it."""
    names = _data()["names"]
    parts = _SKIN_OR_STYLE.sub("", emoji).split(_JOINER)
    for count in range(len(parts), 0, -1):
        key = "-".join(f"{ord(c):04x}" for c in _JOINER.join(parts[:count]))
        if key in names:
            return names[key]
    return None


def draws(emoji: str) -> bool:
    """Whether there is a drawing of this one emoji."""
    return bool(emoji) and _name(emoji) is not None


def emoji_svg(emoji: str, x: float, y: float, side: float, opacity: float = 1.0) -> str:
    """An SVG fragment, `side` wide and high with its top left corner at x, y; empty when it has no drawing."""
    name = _name(emoji) if emoji else None
    if name is None:
        return ""
    scale = side / SIDE
    faded = f' opacity="{opacity:.3g}"' if opacity < 1 else ""
    place = f"translate({x:.2f} {y:.2f}) scale({scale:.5g})"
    return f'<g transform="{place}"{faded}>{_data()["icons"][name]}</g>'


def split_emoji(text: str) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it is one emoji sequence (drawn here or not)."""
    pieces: list[tuple[str, bool]] = []
    at = 0
    for match in _SEQUENCE.finditer(text):
        if match.start() > at:
            pieces.append((text[at : match.start()], False))
        pieces.append((match.group(), True))
        at = match.end()
    return pieces + ([(text[at:], False)] if at < len(text) else [])
