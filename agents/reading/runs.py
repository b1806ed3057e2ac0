"""Clauses that belong together: a topic that is a list, or a thought that goes on over commas."""

from dataclasses import dataclass

from agents.reading.leftovers import Clause, trim_tail
from agents.reading.lexicon import alternation, compiled, words
from agents.reading.parse import Parse
from agents.reading.text import fold

SHORT_PART = 7
"""Words of one part of a list."""


@dataclass(frozen=True, slots=True)
class Topic:
    """What pieces are about."""

    words: str = ""
    angle: str = ""
    span: tuple[int, int] | None = None
    """Where the topic stands, when it is one stretch that may be a list."""
    after_colon: bool = False
    background: tuple[str, ...] = ()
    """Sentences about the user, kept out of topic and angle."""


def is_audience(parse: Parse, topic: str) -> bool:
    """Whether words only say for whom: "for busy moms"."""
    return bool(compiled(rf"(?:{alternation(words(parse.languages, 'for'))})(?!\w)").match(fold(topic)))


def asks_something(parse: Parse, clause: Clause) -> bool:
    """Whether a clause is a wish or about the user, and no topic: "keep it funny", "I run a shop"."""
    return (
        compiled(rf"\s*(?:{parse.any('tone_lead')}|{parse.any('background')})").match(fold(clause.words)) is not None
    )


def topic_run(parse: Parse, found: list[Clause], listed: bool = False) -> Topic:
    """The first clause and those after it that go on its list or its thought."""
    if not found:
        return Topic()
    count = 1
    for index in range(1, len(found)):
        if found[index].stop != ",":
            break
        named = index == count and parse.languages[0] != "de" and _is_name(found[index])
        part = listed and _is_part(parse, found[index])
        if named or part or _closes_list(parse, found[count : index + 1]):
            count = index + 1
    run = found[:count]
    said = trim_tail(parse.languages, ", ".join(c.words for c in run))
    return Topic(said, span=(run[0].start, run[-1].end))


def _is_name(clause: Clause) -> bool:
    """As in "our new barista, Maya": one or two names in capitals."""
    said = clause.words.split()
    return len(said) <= 2 and all(w[:1].isupper() and w[1:2].islower() for w in said)


def _is_part(parse: Parse, clause: Clause) -> bool:
    """Whether a clause after "3 reels: squats," is one more part of that list."""
    short = len(clause.words.split()) <= SHORT_PART
    return short and not asks_something(parse, clause) and not is_audience(parse, clause.words)


def _closes_list(parse: Parse, rest: list[Clause]) -> bool:
    """Whether these clauses end a list: the last holds an "and", all are short, none asks for anything."""
    last = fold(rest[-1].words)
    join = rf"(?:{alternation([*words(parse.languages, 'join'), *words(parse.languages, 'choice')])})(?!\w)"
    goes_on = compiled(rf"(?:{parse.any('goes_on')})").match(last)
    short = all(len(c.words.split()) <= SHORT_PART and not asks_something(parse, c) for c in rest)
    asks = compiled(rf"(?:{join}\s+)?(?:{parse.any('order')})").match(last)
    return bool(goes_on or (short and not asks and compiled(rf"(?:^|\s){join}").search(last)))
