"""What cannot be read or made, refused in one line with one hint."""

from agents.reading.lexicon import compiled
from agents.reading.text import Text
from studio.errors import BadRequest

EXAMPLE = "say what to make and what about, for example: 5 fitness reels"
KEY_RUNS = compiled(
    r"qwer(?!y)|werty|ertyu|rtyui|tyuio|yuiop|zxcv|xcvb|cvbn|vbnm|asdf|sdfg|dfgh|fghj|ghjk|hjkl|qsdf|lkjh|kjhg|jhgf|hgfd|gfds|fdsa"
)
"""Neighbours on a keyboard."""
UNSPOKEN = compiled(
    r"[jq][bcdfghklmnpqrstvwxz]|[cghklmpqtvwxz]j|[dfghkvwx]q|[fgv]x|x[jkrz]|wx|v[bfgkw]|z[xqfj]"
    r"|[bdfgkpqvwxz]kf|[sd]fg|dfs|sdf|fdg|hgf|gfd"
)
"""Pairs and runs of letters that none of the seven languages writes within a word."""


class Unclear(BadRequest):
    """The deterministic reader cannot make sense of it; a language model might."""


def refuse_unreadable(text: Text) -> None:
    """Refuse a brief of no words: nothing, signs only, noise, a cat on the keyboard.

    Raises:
        BadRequest: With one line and one hint.
    """
    if not text.shown.strip():
        raise BadRequest("the brief is empty", EXAMPLE)
    visible = [c for c in text.shown if not c.isspace()]
    letters = [c for c in visible if c.isalpha()]
    broken = sum(c == "\ufffd" for c in visible)
    if not letters:
        raise BadRequest("the brief has no words in it", EXAMPLE)
    if broken > 2 and broken / len(visible) > 0.1:
        raise BadRequest("the brief looks like binary data, not words", "pass plain text in UTF-8")
    if len(visible) >= 8 and (len(letters) + sum(c.isdigit() for c in visible)) / len(visible) < 0.4 and not _devanagari(letters):
        raise BadRequest("the brief is mostly signs, not words", EXAMPLE)
    if _is_noise(text):
        raise BadRequest("the brief has no word that can be read", EXAMPLE)


def _is_noise(text: Text) -> bool:
    """Whether every longer word is unspeakable; one word that could be one is enough to read on."""
    tokens = [t for t in compiled(r"[^\W\d_]+").findall(text.folded[:2000]) if len(t) >= 2 and t.isascii()]
    if not tokens or any(not c.isascii() and c.isalpha() for c in text.folded[:2000]):
        return False
    long = [t for t in tokens if len(t) >= 4]
    return all(_mashed(t) for t in long) if long else len(tokens) > 2 and all(_mashed(t) for t in tokens)


def _mashed(word: str) -> bool:
    voiceless = len(word) >= 4 and not compiled(r"[aeiouy]").search(word)
    piled = compiled(r"[bcdfghjklmnpqrstvwxz]{7}|(.)\1{3}").search(word)
    return bool(voiceless or piled or KEY_RUNS.search(word) or UNSPOKEN.search(word))


def _devanagari(letters: list[str]) -> bool:
    return any("\u0900" <= c <= "\u097f" for c in letters)
