"""Takes the user's own files into the store before a plan is made from them."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from agents.planning.facts import PlanInputs
from agents.writing.sources import load_source
from render.importer import Imported, import_file, import_folder
from studio.domain.assets import Asset
from studio.domain.brand import Brand, BrandMark
from studio.domain.brief import Brief
from studio.errors import BadRequest
from studio.storage.store import AssetStore

TEXT = "text/plain"
WORDS_LIMIT = 200_000
"""Bytes of a script file; a piece of three minutes has about 3,000."""


async def take_inputs(brief: Brief, store: AssetStore) -> PlanInputs:
    """Store the brief's files.

    Raises:
        BadRequest: A file or folder is missing, empty or of no use.
    """
    return await asyncio.to_thread(_take, brief, store)


def _take(brief: Brief, store: AssetStore) -> PlanInputs:
    taken = import_folder(brief.media, store) if brief.media else ()
    taken = (*taken, *_stored(brief.assets, store))
    return PlanInputs(
        media=tuple(item.asset for item in taken if item.asset),
        notes=tuple(f"{item.name}: {item.reason}" for item in taken if item.reason),
        source=_source(brief.source, store) if brief.source else None,
        words=_own_words(brief, store),
        brand=_brand(brief.options.brand, store),
    )


def _stored(assets: Sequence[Asset], store: AssetStore) -> tuple[Imported, ...]:
    """Photos and clips that lie in the store as they were brought, made plain like those of a folder."""
    taken = tuple(import_file(store.path(asset.sha256), store, name=asset.name) for asset in assets)
    if taken and not any(item.asset for item in taken):
        raise BadRequest("none of the photos and clips can be used", "; ".join(item.reason for item in taken[:5]))
    return taken


def _brand(brand: Brand | None, store: AssetStore) -> BrandMark | None:
    """What is seen of the brand; a logo that cannot be read is left out rather than the brand with it."""
    mark = brand.mark if brand else None
    if mark is None or mark.logo is None:
        return mark
    plain = import_file(store.path(mark.logo.sha256), store, name=mark.logo.name)
    return mark.model_copy(update={"logo": plain.asset if plain.kind == "image" else None})


def _own_words(brief: Brief, store: AssetStore) -> Asset | None:
    if brief.script:
        return _words(brief.script, store)
    text = brief.words.strip()
    return store.put_bytes(text.encode(), TEXT, name="script.txt", origin="user") if text else None


def _source(ref: str, store: AssetStore) -> Asset:
    name = Path(ref).name if "://" not in ref else ref
    return store.put_bytes(load_source(ref).encode(), TEXT, name=name, origin="user")


def _words(path: Path, store: AssetStore) -> Asset:
    if not path.is_file():
        raise BadRequest(f"there is no file {path}", "--script takes a text file with the words to speak")
    if path.stat().st_size > WORDS_LIMIT:
        raise BadRequest(f"{path} is too long for a script", f"at most {WORDS_LIMIT // 1000} kB of plain text")
    try:
        text = path.read_text(encoding="utf-8-sig").strip()
    except UnicodeDecodeError:
        raise BadRequest(f"{path} is not plain text", "--script takes a UTF-8 text file") from None
    if not text:
        raise BadRequest(f"{path} is empty", "--script takes a text file with the words to speak")
    return store.put_bytes(text.encode(), TEXT, name=path.name, origin="user")
