"""The voices that ship with the product. Facts only: the engine is in `providers/adapters`."""

from typing import Literal

from pydantic import BaseModel, ConfigDict


class Voice(BaseModel):
    """A stock voice."""

    model_config = ConfigDict(frozen=True)

    name: str
    language: str
    """Mother tongue, BCP 47."""
    gender: Literal["female", "male"]
    character: str
    """One or two words: `warm`, `deep British`."""


VOICES: dict[str, Voice] = {
    v.name: v
    for v in (
        Voice(name="heart", language="en-US", gender="female", character="warm"),
        Voice(name="bella", language="en-US", gender="female", character="bright"),
        Voice(name="michael", language="en-US", gender="male", character="steady"),
        Voice(name="puck", language="en-US", gender="male", character="lively"),
        Voice(name="emma", language="en-GB", gender="female", character="British"),
        Voice(name="george", language="en-GB", gender="male", character="deep British"),
        Voice(name="dora", language="es", gender="female", character="clear"),
        Voice(name="alex", language="es", gender="male", character="warm"),
        Voice(name="siwis", language="fr", gender="female", character="clear"),
        Voice(name="alpha", language="hi", gender="female", character="clear"),
        Voice(name="omega", language="hi", gender="male", character="calm"),
        Voice(name="sara", language="it", gender="female", character="clear"),
        Voice(name="nicola", language="it", gender="male", character="warm"),
        Voice(name="clara", language="pt-BR", gender="female", character="clear"),
        Voice(name="tiago", language="pt-BR", gender="male", character="warm"),
    )
}


def voices_for(language: str) -> tuple[Voice, ...]:
    """Voices whose mother tongue this is; for a language without one (German), the English ones."""
    own = tuple(v for v in VOICES.values() if v.language.split("-")[0] == language.split("-")[0])
    return own or tuple(v for v in VOICES.values() if v.language == "en-US")
