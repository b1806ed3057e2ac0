"""The few words that scenes add of their own, in every language; English for any other."""

import re
from typing import Literal

Action = Literal["follow", "save", "share", "comment"]

_SIDES = {
    "en": ("Instead of", "Do this"),
    "es": ("En vez de", "Haz esto"),
    "fr": ("Au lieu de", "Fais plutôt"),
    "de": ("Statt", "Besser so"),
    "pt": ("Em vez de", "Faça isto"),
    "it": ("Invece di", "Fai così"),
    "hi": ("इसके बजाय", "ऐसा करें"),
}
_BUTTONS: dict[str, dict[Action, str]] = {
    "en": {"follow": "Follow", "save": "Save this", "share": "Share it", "comment": "Comment"},
    "es": {"follow": "Seguir", "save": "Guárdalo", "share": "Compártelo", "comment": "Comenta"},
    "fr": {"follow": "S’abonner", "save": "Enregistrer", "share": "Partager", "comment": "Commenter"},
    "de": {"follow": "Folgen", "save": "Speichern", "share": "Teilen", "comment": "Kommentieren"},
    "pt": {"follow": "Seguir", "save": "Salvar", "share": "Compartilhar", "comment": "Comentar"},
    "it": {"follow": "Segui", "save": "Salva", "share": "Condividi", "comment": "Commenta"},
    "hi": {"follow": "फ़ॉलो करें", "save": "सेव करें", "share": "शेयर करें", "comment": "कमेंट करें"},
}
_ASKED: tuple[tuple[Action, str], ...] = (
    ("save", r"\bsav(?:e|ing)|guárda|guarda|enregistre|garde[zr]?\b|speicher|merk dir|salv[ae]|सेव|सहेज"),
    (
        "share",
        r"\bshare|\bsend (?:this|it)|compart|envía|partage|envoie|teile?\b|schick|envi[ae]|condivid|invia|शेयर|भेज",
    ),
    (
        "comment",
        r"\bcomment|tell me|comenta|cuéntame|dis-moi|kommentier|schreib|conta aí|scrivi|कमेंट|बताइए|बताओ",
    ),
)


def sides(language: str) -> tuple[str, str]:
    """What stands over the two sides of a comparison."""
    return _SIDES.get(language.split("-")[0], _SIDES["en"])


def asked(text: str) -> Action:
    """What a call to action asks for; `follow` when it names nothing else."""
    folded = text.casefold()
    found = [(match.start(), action) for action, pattern in _ASKED if (match := re.search(pattern, folded))]
    return min(found)[1] if found else "follow"


def button(action: Action, language: str) -> str:
    """What the button says."""
    return _BUTTONS.get(language.split("-")[0], _BUTTONS["en"])[action]
