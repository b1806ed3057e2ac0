"""One whole reading without a language model."""

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from pathlib import PurePosixPath

from agents.reading.addressed import NOTE as ADDRESSED_NOTE
from agents.reading.addressed import without_addressed
from agents.reading.articles import NOTE as ARTICLE_NOTE
from agents.reading.articles import edges, split_article
from agents.reading.asked_language import english_name
from agents.reading.assemble import Assembly, budget, check_options, spec_of
from agents.reading.conflicts import tell_conflicts
from agents.reading.corrections import apply_corrections
from agents.reading.draft import Draft
from agents.reading.expand import expand
from agents.reading.groups import Order, read_order
from agents.reading.language import detect, foreign_script
from agents.reading.leftovers import only_glue, trim_order
from agents.reading.lexicon import Languages, alternation, compiled, piece_words, words
from agents.reading.marking import mark_all
from agents.reading.parse import Parse
from agents.reading.questions import questions
from agents.reading.refusals import EXAMPLE, Unclear, refuse_binary, refuse_unreadable
from agents.reading.spelling import mended
from agents.reading.text import Text, clean, fold, to_text
from agents.reading.ties import tied, untie
from studio.domain.brief import Brief, ContentSpec
from studio.errors import BadRequest
from studio.settings import Settings

A_SENTENCE = 3
"""Small words in a row that say something together: "less is more"."""
LONGEST = 500_000
"""Characters of a brief; more is a file passed by mistake."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The spec, and what the words say beyond doubt: another reader may not differ in that."""

    spec: ContentSpec
    count: int | None
    """How many pieces, when a number was said."""
    seconds: tuple[float | None, ...]
    """Each piece's length, when one was said."""


def read(brief: Brief, settings: Settings) -> Reading:
    """Read a brief without a language model.

    Raises:
        BadRequest: For what cannot be made; `Unclear` when only this reader cannot make sense of it.
    """
    check_options(brief.options, settings)
    text, addressed = prepare(brief)
    if foreign_script(text):
        hint = "write it in English, Spanish, French, German, Portuguese, Italian or Hindi"
        raise Unclear("the brief is in a script that is not read here", hint)
    language = detect(text)
    languages: Languages = (language,) if language == "en" else (language, "en")
    article = split_article(text, languages)
    asked, ties = untie(mended(article.order if article else text, languages), languages)
    parse, order = _parse(asked, languages)
    for note in (note for tie in ties for note in tie.notes):
        parse.note(note)
    drafts = tied(expand(parse, order, settings), ties)
    tell_conflicts(parse, order, len(drafts))
    fallback = article.title if article else _source_topic(brief) or _own_words(parse, order)
    drafts = [_with_topic(_named_only(d, parse, fallback), fallback, languages) for d in drafts]
    assembly = Assembly(brief, settings, language)
    pieces = [assembly.piece(d) for d in drafts]
    notes = [*_first_notes(parse, order, addressed, article is not None), *assembly.notes]
    money = budget(brief.options, _said_budget(parse), notes.append)
    counted = any(h.head.count and not h.head.count.vague for g in order.groups for h in (g, *g.children))
    if not counted:
        assembly.guesses["count"] = [piece.id for piece in pieces]
    spec = spec_of(pieces, money, notes, "deterministic", questions(pieces, assembly.guesses, settings))
    lengths = tuple(p.seconds if "length" in d.wishes else None for d, p in zip(drafts, pieces, strict=True))
    return Reading(spec, len(pieces) if counted else None, lengths)


def prepare(brief: Brief) -> tuple[Text, bool]:
    """The brief's clean text without what speaks to the software, and whether there was any of that.

    Raises:
        BadRequest: When nothing readable is left and no file says what to make.
    """
    if len(brief.text) > LONGEST:
        raise BadRequest(
            f"the brief has {len(brief.text):,} characters", "put long texts in a file and pass it with --source"
        )
    refuse_binary(brief.text)
    text = to_text(clean(edges(brief.text)))
    if not text.shown and (brief.source or brief.script):
        return text, False
    refuse_unreadable(text)
    kept, addressed = without_addressed(text.shown)
    text = to_text(clean(kept))
    if addressed and not text.shown:
        raise BadRequest("the brief only speaks to the software and asks for no piece", EXAMPLE)
    refuse_unreadable(text)
    return text, addressed


def _parse(text: Text, languages: Languages) -> tuple[Parse, Order]:
    marker = partial(mark_all, languages=languages)
    corrected = apply_corrections(text, marker)
    parse = marker(corrected)
    order = read_order(parse)
    if corrected.shown != text.shown:
        parse.note(f"Read after your corrections as: “{_shortened(corrected.shown)}”.")
    return parse, order


def _with_topic(draft: Draft, fallback: str, languages: Languages) -> Draft:
    if _says_something(draft.topic, languages):
        return draft
    if _says_something(draft.angle, languages):
        return replace(draft, topic=draft.angle, angle="")
    if not fallback:
        raise Unclear("the brief does not say what the pieces are about", EXAMPLE)
    return replace(draft, topic=fallback)


def _named_only(draft: Draft, parse: Parse, fallback: str) -> Draft:
    """As in "I'm opening a shop. 3 teaser reels": the kind of piece is no topic when there is a better one."""
    named = compiled(rf"(?:{parse.any('soft_units')})").fullmatch(fold(draft.topic))
    return replace(draft, topic="", angle="") if fallback and named else draft


def _says_something(topic: str, languages: Languages) -> bool:
    empty = alternation([*piece_words(), *words(languages, "nothing")])
    left = compiled(rf"(?<!\w){empty}(?!\w)").sub(" ", fold(topic))
    own = trim_order(languages, left) if len(left.split()) >= A_SENTENCE else ""
    return bool(own or not only_glue(languages, left)) and compiled(r"[\p{L}\p{N}]").search(left) is not None


def _own_words(parse: Parse, order: Order) -> str:
    """What the user says of themselves, for pieces that speak of nothing else: "I'm launching a course"."""
    said = [b for g in order.groups for b in (*g.topic.background, *order.topic.background)]
    lead = compiled(rf"\s*(?:{parse.any('background')})[\s,:]*")
    own = (trim_order(parse.languages, b[found.end() :] if (found := lead.match(fold(b))) else b) for b in said)
    return next((words for words in own if _says_something(words, parse.languages)), "")


def _source_topic(brief: Brief) -> str:
    """The name of the file or page that the words come from, as a topic."""
    path = str(brief.script or brief.source or "")
    stem = PurePosixPath(path.rstrip("/").replace("\\", "/")).stem
    return clean(stem.replace("-", " ").replace("_", " "))


def _first_notes(parse: Parse, order: Order, addressed: bool, article: bool) -> list[str]:
    notes = [ADDRESSED_NOTE] if addressed else []
    notes += [ARTICLE_NOTE] if article else []
    if not any(g.head.count or g.children for g in order.groups) and len(order.groups) == 1:
        notes.append("No number was given, so one piece is made.")
    background = dict.fromkeys(b for g in (*order.groups,) for b in (*g.topic.background, *order.topic.background))
    notes += [f"Taken as background, not as the topic: “{_shortened(b)}”." for b in background]
    if parse.languages[0] != "en":
        notes.append(f"The brief is written in {english_name(parse.languages[0])}.")
    return [*notes, *parse.notes]


def _said_budget(parse: Parse) -> Decimal | None:
    return next((m.value for m in parse.marks if m.kind == "budget"), None)


def _shortened(said: str) -> str:
    return said if len(said) <= 120 else said[:119].rstrip() + "…"
