"""Budgets: `under $5`, `budget 10 dollars`, `max 3€`, `for free`."""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation

import regex

from agents.reading.lexicon import alternation, compiled, table
from agents.reading.marks import Mark
from agents.reading.numbers import spoken_numbers
from agents.reading.parse import Parse, add

AMOUNT = r"(?P<amount>\d{1,9}(?:[.,]\d{3})*(?:[.,]\d{1,2})?)(?P<many>k)?"
SIGNS = {r"us\$": "USD", r"r\$": "BRL", r"\$": "USD", "€": "EUR", "£": "GBP", "₹": "INR", "¥": "JPY"}
FLOOR = {
    "USD": Decimal(1),
    "EUR": Decimal(1),
    "GBP": Decimal(1),
    "CHF": Decimal(1),
    "USc": Decimal("0.01"),
    "BRL": Decimal("0.15"),
    "MXN": Decimal("0.05"),
    "INR": Decimal("0.01"),
    "JPY": Decimal("0.005"),
}
"""US dollars that one unit is worth at least. There is no exchange rate at hand, so each is taken below
every yearly low from 2015 to 2024: the budget can come out too small, never too large."""


def mark_money(parse: Parse) -> None:
    """Mark budgets; an amount that reads as part of the topic ("dinners under $10") stays with the topic."""
    for match in parse.find(rf"\b(?:{parse.any('free')})"):
        add(parse, Mark(match.start(), match.end(), "budget", Decimal(0)))
    for start, end, currency, amount in _amounts(parse):
        _mark_amount(parse, start, end, currency, amount)


def _amounts(parse: Parse) -> list[tuple[int, int, str, Decimal]]:
    """Start, end, currency and amount of each sum of money, in digits or words."""
    codes = table(parse.languages, "money")
    found: list[tuple[int, int, str, regex.Match[str]]] = []
    for sign, currency in SIGNS.items():
        found += [(m.start(), m.end(), currency, m) for m in parse.find(rf"(?<![\w$]){sign}\s?{AMOUNT}(?![\w])")]
        found += [(m.start(), m.end(), currency, m) for m in parse.find(rf"(?<![\w.,]){AMOUNT}\s?{sign}(?!\w)")]
    for word, currency in codes.items():
        found += [
            (m.start(), m.end(), currency, m)
            for m in parse.find(rf"(?<![\w.,]){AMOUNT}[ -]?{alternation([word])}(?!\w)")
        ]
    in_digits = [(start, end, currency, _amount(match)) for start, end, currency, match in found]
    return [*in_digits, *_in_words(parse, codes)]


def _in_words(parse: Parse, codes: Mapping[str, str]) -> Iterator[tuple[int, int, str, Decimal]]:
    """As in "a budget of ten dollars"."""
    for start, end, value in spoken_numbers(parse):
        for word, currency in codes.items():
            unit = compiled(rf"[ -]?{alternation([word])}(?!\w)").match(parse.text.folded, end)
            if unit:
                yield start, unit.end(), currency, Decimal(str(value))


def _mark_amount(parse: Parse, start: int, end: int, currency: str, amount: Decimal) -> None:
    before = parse.before(start, parse.any("budget"))
    after = parse.after(end, parse.any("budget_after"))
    sure = parse.before(start, parse.any("budget_word")) or (
        before and compiled(parse.any("budget_word")).search(before.group())
    )
    alone = not parse.text.folded[parse.clause_start(start) : before.start() if before else start].strip()
    if not (sure or after or (before and not _of_topic(parse, before.start())) or alone):
        parse.marks.add(Mark(start, end, "noise", "money"))
        return
    value, note = _dollars(amount, currency, parse.shown(start, end))
    add(parse, Mark(before.start() if before else start, after.end() if after else end, "budget", value, note))


def _of_topic(parse: Parse, position: int) -> bool:
    """A price after things in the plural is theirs: "gifts under $20"; after a comma it is the run's."""
    said = parse.text.folded[parse.clause_start(position) : position].rstrip()
    last = said.split()[-1] if said.split() else ""
    units = [m for m in parse.marks if m.kind == "unit" and m.end == len(parse.text.folded[:position].rstrip())]
    return last.endswith("s") and not last.endswith("ss") and not units


def _amount(match: "regex.Match[str]") -> Decimal:
    return _decimal(match["amount"]) * (1000 if match["many"] else 1)


def _dollars(amount: Decimal, currency: str, said: str) -> tuple[Decimal, str]:
    value = (amount * FLOOR.get(currency, Decimal(1))).quantize(Decimal("0.01"))
    if currency in ("USD", "USc"):
        return value, ""
    return value, f"The budget of {said} is counted as {value} US dollars, a cautious rate."


def _decimal(digits: str) -> Decimal:
    plain = regex.sub(r"[.,](?=\d{3}(?:\D|$))", "", digits).replace(",", ".")
    try:
        return Decimal(plain)
    except InvalidOperation:
        return Decimal(0)
