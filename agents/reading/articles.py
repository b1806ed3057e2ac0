"""Very long texts: the order is searched at their edges, the topic in their title."""

from dataclasses import dataclass

from agents.reading.lexicon import Languages, alternation, any_of, compiled, piece_words, words
from agents.reading.text import Text, to_text

LONG = 1500
"""Characters above which a brief is taken for a pasted text with, perhaps, an order at its edge."""
PARAGRAPH, PASTED = 120, 300
"""Characters of a line that is a paragraph, and of all of them together, from which a shorter brief is one too."""
EDGE = 600
KEPT = 5000
"""Characters kept of each end of a text longer than twice this."""
TITLE = 110
NOTE = (
    "The brief is a long text: its topic is taken from its title. "
    "Give it with --source to have its own sentences spoken."
)


@dataclass(frozen=True, slots=True)
class Article:
    """A long text taken apart."""

    order: Text
    """The sentences at the edges that ask for pieces; may be empty."""
    title: str


def edges(raw: str) -> str:
    """A very long text without its middle, in which nobody asks for anything."""
    return raw if len(raw) <= 2 * KEPT else f"{raw[:KEPT]}\n{raw[-KEPT:]}"


def split_article(text: Text, languages: Languages) -> Article | None:
    """The order and the title of a long text; None when the text is a plain brief."""
    if len(text) <= LONG and not _pasted(text.shown):
        return None
    head, tail = text.shown[:EDGE], text.shown[-EDGE:]
    orders = [s for s in (*_sentences(head), *_sentences(tail)[1:]) if _orders(s, languages)]
    body = next((s for s in _sentences(head) if s not in orders and _is_title(s)), "")
    return Article(to_text(" \n".join(dict.fromkeys(orders))), _short(body))


def _pasted(text: str) -> bool:
    """Whether paragraphs follow the order: long lines that name no piece and begin with no bullet."""
    unit = compiled(rf"\b{alternation(piece_words())}(?!\w)")
    prose = [
        line
        for line in text.split("\n")[1:]
        if len(line) >= PARAGRAPH
        and not unit.search(to_text(line).folded)
        and not compiled(r"\s*[-*•\d]").match(line)
    ]
    return len(prose) >= 2 and sum(map(len, prose)) >= PASTED


def _sentences(text: str) -> list[str]:
    return [s.strip() for s in compiled(r"(?<=[.!?:])\s+|\n+").split(text) if s.strip()]


def _orders(sentence: str, languages: Languages) -> bool:
    """Whether a sentence asks for pieces: a verb of asking or a number, and the word for a piece."""
    folded = to_text(sentence).folded
    unit = compiled(rf"\b{alternation(piece_words())}(?!\w)").search(folded)
    asks = compiled(
        rf"^\W*(?:{any_of(languages, 'order')}|\d{{1,3}}\b|{alternation(words(languages, 'polite'))})"
    ).search(folded)
    counted = compiled(rf"(?<!\w)\d{{1,2}}\s+(?:\w+\s+){{0,2}}{alternation(piece_words())}(?!\w)").search(folded)
    return bool(unit and (asks or counted) and len(sentence) < 300)


def _is_title(sentence: str) -> bool:
    return compiled(r"\p{L}{3}").search(sentence) is not None


def _short(title: str) -> str:
    title = (
        compiled(
            r"^(?:#+|title\s*:|titel\s*:|titre\s*:|t[ií]tulo\s*:|titolo\s*:)\s*",
        )
        .sub("", title)
        .strip(" .!:*_#\"'")
    )
    if len(title) <= TITLE:
        return title
    return title[:TITLE].rsplit(" ", 1)[0].rstrip(" ,;:-")
