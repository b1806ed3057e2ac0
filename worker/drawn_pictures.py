"""Pictures for nothing, on a machine that no vendor of pictures is set up for: the words as a poster."""

import asyncio
from collections.abc import Mapping
from typing import Any

from render.scenes.choose import choose
from render.scenes.cover import cover_picture
from studio.domain.assets import Asset
from studio.domain.generations import Made
from studio.domain.script import Scene, Script, Writer
from studio.storage.store import AssetStore

NAME = "drawn"
WHY = "no vendor of pictures can be asked here: the words are set as a poster"
HEADLINE, DETAIL = 48, 70
"""The most letters of the two lines of a poster."""


async def drawn(given: Mapping[str, Any], store: AssetStore) -> Made:
    """As many posters as were asked for, each another one."""
    assets = [await asyncio.to_thread(_poster, given, number, store) for number in range(given["count"])]
    return Made(provider=NAME, assets=tuple(assets))


def _poster(given: Mapping[str, Any], number: int, store: AssetStore) -> Asset:
    script = _script(given["prompt"])
    look = choose(script, aspect=given["aspect"], index=number, seed=given["seed"])
    data = cover_picture(script, look, given["aspect"], None, store.path)
    return store.put_bytes(data, "image/jpeg", name=f"image-{number + 1}.jpg", origin=NAME)


def _script(prompt: str) -> Script:
    words = " ".join(prompt.split())
    headline = _cut(words, HEADLINE)
    detail = _cut(words.removeprefix(headline).strip(" ,;:."), DETAIL)
    scene = Scene(id="s1", kind="title", narration=words, headline=headline, detail=detail)
    return Script(
        title=headline,
        language="en",
        scenes=(scene,),
        structure="poster",
        mood="calm",
        caption="",
        seconds=5.0,
        writer=Writer(kind="user", name="poster"),
    )


def _cut(text: str, most: int) -> str:
    """The beginning of a text: up to a comma or a full stop where there is one, else whole words."""
    if len(text) <= most:
        return text
    start = text[: most + 1]
    clause = max(start.rfind(mark) for mark in ",;:.")
    return text[:clause] if clause > most // 3 else start.rpartition(" ")[0] or text[:most]
