"""Where an order for pieces can begin, and where a verb of making orders nothing."""

from agents.reading.parse import Parse

_JOINED = r"(?<!\S)(?:और|तथा|एवं|aur)(?!\S)"
"""Words that join two orders in Hindi."""


def begins(parse: Parse, position: int) -> bool:
    """Whether an order can begin here: after a stop, a joining word or a verb of asking."""
    said = parse.text.folded[:position].rstrip()
    if not said or said[-1] in ".,;:!?\n-+&*•()/":
        return True
    if parse.text.folded[len(said) : position].count("\n"):
        return True
    if any(m.end >= len(said) and m.start < len(said) and m.kind != "number" for m in parse.marks):
        return True
    if parse.languages[0] == "hi" and parse.before(position, parse.any("about")) and parse.find(_JOINED):
        return True  # the topic comes first: "tea on 2 reels and coffee on 1 reel"
    return bool(parse.before(position, rf"(?:{parse.any('join')}|{parse.any('order')})")) and not how_to(
        parse, position
    )


def how_to(parse: Parse, position: int) -> bool:
    """As in "How to make a viral video" orders nothing."""
    return (
        parse.before(position, rf"{parse.any('how_to')}\s+{parse.any('make_verbs')}(?:\s+[\w-]+){{0,4}}") is not None
    )
