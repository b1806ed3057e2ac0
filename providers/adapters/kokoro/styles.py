"""The style tables of the voices that ship with the product."""

import hashlib
import json
from functools import cache
from importlib import resources

import numpy as np

from providers.adapters.kokoro.model import Style
from providers.ports import Unavailable, Unsupported

SHAPE = (510, 256)


@cache
def table(voice: str) -> Style:
    """A voice's styles: row n is for a sentence of n symbols.

    Raises:
        Unsupported: There is no such voice.
        Unavailable: Its file is not the one that shipped.
    """
    data = resources.files(__package__) / "data"
    manifest = json.loads((data / "voices.json").read_text())["voices"]
    if voice not in manifest:
        raise Unsupported(f"there is no voice {voice!r}", f"choose one of: {', '.join(manifest)}")
    file = data / f"{voice}.f16"
    raw = file.read_bytes() if file.is_file() else b""
    if hashlib.sha256(raw).hexdigest() != manifest[voice]["sha256"]:
        raise Unavailable(f"the file of the voice {voice!r} is missing or altered", "reinstall ai-clone-studio")
    return np.frombuffer(raw, "<f2").reshape(SHAPE).astype(np.float32)
