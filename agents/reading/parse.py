"""The state of one reading, and the few ways to look around in its text."""

from dataclasses import dataclass, field

import regex

from agents.reading.lexicon import Languages, any_of, compiled
from agents.reading.marks import Mark, Marks
from agents.reading.text import Text

SENTENCE_END = compiled(r"\.{2,}|[.](?=\s|$|[\"')])|[!?;\n]")
CLAUSE_END = compiled(r"\.{2,}|[.](?=\s|$|[\"')])|[!?;\n,:()\[\]|]|(?<=\s)-+(?=\s)")
REACH = 60
"""How many characters around a find are looked at for the words that frame it."""


@dataclass
class Parse:
    """A text being read: what is marked so far, and what the user should be told."""

    text: Text
    languages: Languages
    marks: Marks = field(default_factory=Marks)
    notes: list[str] = field(default_factory=list)

    def shown(self, start: int, end: int) -> str:
        """The user's own spelling of a stretch, without the spaces around it."""
        return self.text.shown[start:end].strip()

    def note(self, sentence: str) -> None:
        """Tell the user once."""
        if sentence and sentence not in self.notes:
            self.notes.append(sentence)

    def any(self, key: str) -> str:
        """The pattern for any phrase of a word list."""
        return any_of(self.languages, key)

    def before(self, position: int, pattern: str) -> "regex.Match[str] | None":
        """The pattern ending right before `position`, spaces and hyphens aside; positions are the text's."""
        low = max(0, position - REACH)
        whole = compiled(rf"(?:{pattern})[\s\-]*\Z")
        return whole.search(self.text.folded, low, position)

    def after(self, position: int, pattern: str) -> "regex.Match[str] | None":
        """The pattern starting right after `position`, spaces and hyphens aside."""
        return compiled(rf"[\s\-]*(?:{pattern})").match(self.text.folded, position)

    def find(self, pattern: str) -> "list[regex.Match[str]]":
        """All places of a pattern in the folded text."""
        return list(compiled(pattern).finditer(self.text.folded))

    def free(self, start: int, end: int) -> bool:
        """Whether nothing in this stretch is marked yet."""
        return not self.marks.over(start, end)

    def clauses(self, start: int, end: int) -> list[tuple[int, int]]:
        """The stretches between commas, colons and full stops; marks are not cut."""
        return self._split(CLAUSE_END, start, end)

    def sentences(self, start: int, end: int) -> list[tuple[int, int]]:
        """The stretches between full stops and line ends; marks are not cut."""
        return self._split(SENTENCE_END, start, end)

    def clause_start(self, position: int) -> int:
        """Where the clause around a position begins."""
        return self.clauses(0, position)[-1][0] if position else 0

    def sentence_start(self, position: int) -> int:
        """Where the sentence around a position begins."""
        return self.sentences(0, position)[-1][0] if position else 0

    def _split(self, pattern: "regex.Pattern[str]", start: int, end: int) -> list[tuple[int, int]]:
        parts, at = [], start
        for match in pattern.finditer(self.text.folded, start, end):
            if self._cuts(match.start(), match.end()):
                parts.append((at, match.start()))
                at = match.end()
        return [*parts, (at, end)]

    def _cuts(self, start: int, end: int) -> bool:
        return not any(m.start < start and end < m.end for m in self.marks.over(start, end))


def add(parse: Parse, mark: Mark) -> bool:
    """Keep a mark and tell the user what it assumes."""
    kept = parse.marks.add(mark)
    if kept:
        parse.note(mark.note)
    return kept
