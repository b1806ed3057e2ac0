"""What goes into a script, before it is put into scenes."""

from dataclasses import dataclass

from agents.writing.packs import Angle, CallToAction, Device, Structure
from agents.writing.phrases import Phrases, Tone, after_colon, phrases, sentence_case


@dataclass(frozen=True)
class Chapter:
    """A stretch of one angle."""

    angle: Angle
    beats: tuple[tuple[int, bool], ...]
    """Index of each beat, and whether its `more` is said too; in order."""
    setup: bool = False


@dataclass(frozen=True)
class Outline:
    """One script's choices."""

    structure: Structure
    hook: Device
    cta: CallToAction
    chapters: tuple[Chapter, ...]
    myth: bool = False
    close: bool = False

    @property
    def lead(self) -> Angle:
        """The angle that hook, title and call to action come from."""
        return self.chapters[0].angle


@dataclass(frozen=True)
class Manner:
    """How a piece is worded: language, topic, tone, what the user wants said."""

    language: str
    topic: str = ""
    audience: str = ""
    tone: str = ""
    must_say: tuple[str, ...] = ()
    variant: int = 0
    """Turns through alternatives where any would do."""

    @property
    def phrases(self) -> Phrases:
        """The language's own words."""
        return phrases(self.language)

    def pick(self, options: tuple[str, ...], step: int = 0) -> str:
        """One of these, by the variant; empty when there is none."""
        return options[(self.variant + step) % len(options)] if options else ""

    def fill(self, text: str) -> str:
        """Put the topic where the text wants it, with a capital where it opens the sentence."""
        if "{topic}" not in text:
            return text
        filled = text.replace("{topic}", self.topic)
        return sentence_case(filled, self.language) if text.startswith("{topic}") else filled

    def hook(self, text: str) -> str:
        """The hook in this tone."""
        return f"{self.pick(self._tone.hook)} {self.fill(text)}".strip()

    def chapter(self, setup: str, number: int) -> str:
        """The opening of a chapter, led over to when it is not the first."""
        lead = self.pick(self.phrases.chapter, number) if number else ""
        return f"{lead} {self.fill(setup)}".strip()

    def myth(self, claim: str, fact: str) -> str:
        """A belief and what holds instead, as two sentences."""
        claim, fact = self._closed(after_colon(self.fill(claim), self.language)), self._closed(self.fill(fact))
        return self.pick(self.phrases.myth).format(claim=claim, fact=fact)

    def ask(self, text: str) -> str:
        """The call to action in this tone, with the short phrases that must be said."""
        notes = " ".join(self.phrased(phrase) for phrase in self.must_say if not is_sentence(phrase))
        return " ".join(part for part in (notes, self.fill(text), self.pick(self._tone.cta)) if part)

    def phrased(self, phrase: str) -> str:
        """A phrase as a sentence of its own."""
        if is_sentence(phrase):
            return self._closed(phrase)
        return self.pick(self.phrases.must).format(phrase=phrase)

    def _closed(self, sentence: str) -> str:
        return (
            sentence
            if sentence.endswith((".", "!", "?", "।", "…"))
            else sentence + ("।" if self.language == "hi" else ".")
        )

    @property
    def _tone(self) -> Tone:
        return self.phrases.tones.get(self.tone.casefold(), Tone())


def is_sentence(phrase: str) -> bool:
    """Whether a phrase to be said stands alone: it ends like a sentence, or has five words or more."""
    return phrase.endswith((".", "!", "?", "।", "…")) or len(phrase.split()) >= 5


@dataclass(frozen=True)
class Part:
    """A scene in the making."""

    kind: str
    say: str
    headline: str
    detail: str = ""
    emoji: str = ""
    items: tuple[str, ...] = ()
    figure: str = ""
    listed: str = ""
    """Its line when it is merged into a list; empty when it stands alone."""
