"""x."""

import re

from providers.speech.tokens import Token


def normalise(text: str, language: str) -> tuple[Token, ...]:
    """X."""
    out = []
    for w in text.split():
        m = re.search(r"[.,;:!?…—]+$", w)
        mark = m.group()[0] if m else ""
        word = re.sub(r"[^\w'’-]", "", w)
        out.append(Token(w, (word,) if word else (), mark))
    return tuple(out)
