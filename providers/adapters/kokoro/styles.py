"""The style tables of the voices that ship with the product."""

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from providers.adapters.kokoro.model import Style
from providers.errors import Unavailable, Unsupported
from studio.domain.voices import VOICES

SHAPE = (510, 256)
TEMPO = {"george": 1.12, "michael": 1.05, "puck": 0.96, "siwis": 0.95}
"""The model's speed at which a voice speaks at the others' pace (2.7 words a second); 1 where not named."""
HELPERS = {"female": "alpha", "male": "omega"}
"""Hindi voices know long, short and rounded vowels that English ones have never said: of German words spoken by
`heart` a recogniser missed 38 %, by the blend 15 %."""
BLEND = 0.6


@dataclass(frozen=True)
class Speaker:
    """A voice: how it sounds for a sentence of each length, and its natural tempo."""

    table: Style
    tempo: float

    @classmethod
    def of(cls, voice: str, language: str) -> "Speaker":
        """The voice of this name, ready for a language. Raises Unsupported or Unavailable."""
        own, helper = _table(voice), helper_for(voice, language)
        table = own if helper is None else own * (1 - BLEND) + _table(helper) * BLEND
        return cls(table, TEMPO.get(voice, 1.0))

    def style(self, symbols: int) -> Style:
        """The style for a sentence of so many symbols."""
        return np.asarray(self.table[min(symbols, len(self.table) - 1)])


def helper_for(voice: str, language: str) -> str | None:
    """The voice blended into an English one that speaks German; None when none is needed."""
    speaker = VOICES.get(voice)
    if speaker is None or not language.startswith("de") or not speaker.language.startswith("en"):
        return None
    return HELPERS[speaker.gender]


@cache
def _table(voice: str) -> Style:
    """A voice's styles, from its file.

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
