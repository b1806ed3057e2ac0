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


SHORT, MOSTLY, ACRONYM = 8, 0.4, 5
"""Characters from which the share of letters is looked at; that share; and the longest acronym."""


class Unclear(BadRequest):
    """The deterministic reader cannot make sense of it; a language model might."""


def refuse_binary(raw: str) -> None:
    """Refuse bytes that are no text.

    Raises:
        BadRequest: With one line and one hint.
    """
    sample = raw[:4000]
    broken = sum(c == "\ufffd" or (c < " " and c not in "\n\r\t\v\f") or "\x7f" <= c < "\x85" for c in sample)
    if broken > 2 and broken / len(sample) > 0.05:
        raise BadRequest("the brief looks like binary data, not words", "pass plain text in UTF-8")


def refuse_unreadable(text: Text) -> None:
    """Refuse a brief of no words: nothing, signs only, noise, a cat on the keyboard.

    Raises:
        BadRequest: With one line and one hint.
    """
    visible = [c for c in text.shown if not c.isspace()]
    if not visible:
        raise BadRequest("the brief is empty", EXAMPLE)
    letters = [c for c in visible if c.isalpha()]
    if not letters:
        raise BadRequest("the brief has no words in it", EXAMPLE)
    plain = len(letters) + sum(c.isdigit() or "\u0900" <= c <= "\u097f" for c in visible)
    if len(visible) >= SHORT and plain / len(visible) < MOSTLY:
        raise BadRequest("the brief is mostly signs, not words", EXAMPLE)
    if _is_noise(text):
        raise BadRequest("the brief has no word that can be read", EXAMPLE)


def _is_noise(text: Text) -> bool:
    """Whether every longer word is unspeakable; one word that could be one is enough to read on."""
    sample = text.shown[:2000]
    if any(not c.isascii() and c.isalpha() for c in sample):
        return False
    tokens = [t for t in compiled(r"[^\W\d_]{2,}").findall(sample) if not (t.isupper() and len(t) <= ACRONYM)]
    long = [t for t in tokens if len(t) >= 4]
    if long:
        return all(_mashed(t.lower()) for t in long)
    return len(tokens) > 2 and all(_mashed(t.lower()) for t in tokens)


def _mashed(word: str) -> bool:
    voiceless = len(word) >= 4 and not compiled(r"[aeiouy]").search(word)
    piled = compiled(r"[bcdfghjklmnpqrstvwxz]{7}|(.)\1{3}").search(word)
    return bool(voiceless or piled or KEY_RUNS.search(word) or UNSPOKEN.search(word))
