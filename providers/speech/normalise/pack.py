"""What a language needs to read figures, signs and short forms aloud."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Money:
    """Names of a currency: one and many of it, one and many of its hundredth."""

    one: str
    many: str
    cent: str = ""
    cents: str = ""


@dataclass(frozen=True)
class Pack:
    """One language. Every string is ready to be spoken."""

    cardinal: Callable[[int], str]
    """A whole number from 0 to 999,999,999,999."""
    counted: Callable[[int, str], str]
    """A number before the noun it counts, agreeing with it (`una`, `duas`, `ein`)."""
    ordinal: Callable[[int, bool], str]
    """`third`; the flag asks for the feminine form."""
    year: Callable[[int], str]
    clock: Callable[[int, int, str], str]
    """Hours, minutes and `am`, `pm` or nothing."""
    decimal_comma: bool
    """Whether 1,5 is one and a half (and 1.000 a thousand)."""
    point: str
    signs: Mapping[str, str]
    """Spoken form of % & + @ # = / . × - (minus) and – (from one number to another)."""
    units: Mapping[str, tuple[str, str]]
    """Written unit to its singular and plural; looked for after a number only."""
    money: Mapping[str, Money]
    """By sign or ISO code."""
    scales: Mapping[str, tuple[str, str]]
    """Suffix of a number (`k`, `M`) to the singular and plural it stands for."""
    scale_words: frozenset[str]
    """Words that stand between an amount and its currency (`$3 million`)."""
    money_link: str
    """What stands between such a word and the currency: `de` in `3 millones de euros`."""
    short: Mapping[str, str]
    """Abbreviations, lower case with their full stops."""
    letters: Mapping[str, str]
    """Names of the letters, lower case."""
    ordinal_suffixes: Mapping[str, bool]
    """What marks an ordinal after a figure, and whether it is feminine."""
    said_as_words: Mapping[str, str] = field(default_factory=dict)
    """Acronyms that are not spelled, upper case, and how they sound."""
    spelled: frozenset[str] = frozenset()
    """Acronyms that look like words but are spelled, upper case."""
    year_after: frozenset[str] = frozenset()
    """Words before a four-figure year."""
    decade_after: frozenset[str] = frozenset()
    """Words before `80s` that make it a decade; empty where the form is not used."""
    cents_after: str = "and"
    """Word between the whole amount and the hundredths; empty for none."""
    cents_named: bool = True
    """Whether the hundredths are named after a whole amount (`fifty cents`, but `quinze euros cinquante`)."""
    fractions: Mapping[str, str] = field(default_factory=dict)
    """`1/2` and its like."""


METRIC = ("kg", "g", "mg", "km", "m", "cm", "mm", "l", "ml", "h", "min", "s", "km/h", "kcal", "cal", "°C", "°F")
"""Units every pack names."""


def listed(words: str) -> list[str]:
    """A table of words, written as one line of them."""
    return words.split()


def below_million(number: int, small: Callable[[int], str], thousand: Callable[[int], str]) -> str:
    """A number under a million from those under a thousand; `thousand` names so many thousands."""
    thousands, rest = divmod(number, 1000)
    parts = [thousand(thousands)] if thousands else []
    return " ".join(parts + ([small(rest)] if rest or not parts else []))
