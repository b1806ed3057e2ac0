"""The same brief said otherwise, by code: a good reader does not care."""

import hashlib
import random
import re
from collections.abc import Callable, Iterator

from evals.cases import Case, Wanted
from render.measure.words import tokens

FRAMES = {
    "en": "Hi! {}\n\nThanks a lot!",
    "es": "¡Hola! {}\n\n¡Muchas gracias!",
    "pt": "Oi! {}\n\nMuito obrigado!",
    "fr": "Bonjour ! {}\n\nMerci beaucoup !",
    "de": "Hallo! {}\n\nVielen Dank!",
    "it": "Ciao! {}\n\nGrazie mille!",
    "hi": "नमस्ते! {}\n\nधन्यवाद!",
}
SPOKEN = {
    "en": "Please make everything in Spanish.",
    "es": "Todo en inglés, por favor.",
    "pt": "Tudo em inglês, por favor.",
    "fr": "Le tout en anglais, s'il vous plaît.",
    "de": "Bitte alles auf Englisch.",
    "it": "Tutto in inglese, per favore.",
    "hi": "सब कुछ अंग्रेज़ी में।",
}
"""A wish for another language: Spanish for English briefs, English for all others."""
LONGEST_WORD = 5
"""Letters from which a word can be mistyped and still be known."""


def perturbed(case: Case) -> Iterator[Case]:
    """The case said in other ways; only clean ones are, since the expectation must carry over."""
    if case.kind != "plain" or case.language not in FRAMES:
        return
    for name, change in CHANGES.items():
        brief = change(case)
        if brief and brief != case.brief:
            yield _made(case, name, brief)
    if all(run.language is None for run in case.good[0]):
        yield _in_another_language(case)


def _made(case: Case, name: str, brief: str) -> Case:
    update = {"id": f"{case.id}~{name}", "brief": brief, "of": case.id, "change": name}
    return case.model_copy(update=update)


def _in_another_language(case: Case) -> Case:
    other = "es" if case.language == "en" else "en"
    stop = "" if case.brief.rstrip().endswith((".", "!", "?", "।")) else "."
    made = _made(case, "language", f"{case.brief.rstrip()}{stop} {SPOKEN[case.language]}")
    good = tuple(tuple(run.model_copy(update={"language": other}) for run in reading) for reading in case.good)
    return made.model_copy(update={"good": good})


def framed(case: Case) -> str:
    """With a greeting before and thanks after it."""
    return FRAMES[case.language].format(case.brief)


def lower(case: Case) -> str:
    """As typed on a phone: no capitals, no full stop at the end."""
    return case.brief.lower().rstrip(".")


def upper(case: Case) -> str:
    """In capitals."""
    return case.brief.upper()


def reordered(case: Case) -> str:
    """With the wishes after the first comma in another order; only where each stands for itself."""
    if any(mark in case.brief for mark in ("\n", ":", '"', ";", ". ", "। ")) or len(case.good[0]) > 1:
        return ""
    first, *rest = case.brief.rstrip(".").split(", ")
    return ", ".join((first, *reversed(rest))) if len(rest) > 1 and all(len(p.split()) < 6 for p in rest) else ""


def mistyped(case: Case) -> str:
    """With two letters swapped in one word of the frame; topics, names and quoted words are left alone."""
    kept = set(tokens(" ".join(_kept(case.good[0]))))
    spots = [
        m
        for m in re.finditer(rf"[^\W\d_]{{{LONGEST_WORD},}}", case.brief)
        if m.group().isascii() and m.group().islower() and m.group() not in kept and '"' not in case.brief
    ]
    if not spots:
        return ""
    dice = random.Random(hashlib.sha256(case.id.encode()).digest())
    spot = dice.choice(spots)
    word, at = spot.group(), dice.randrange(1, len(spot.group()) - 2)
    wrong = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return case.brief[: spot.start()] + wrong + case.brief[spot.end() :]


def _kept(runs: tuple[Wanted, ...]) -> Iterator[str]:
    for run in runs:
        for field in (run.topic, run.must_say, run.must_not):
            yield from field if isinstance(field, tuple) else ()


CHANGES: dict[str, Callable[[Case], str]] = {
    "paraphrase": framed,
    "lower": lower,
    "upper": upper,
    "order": reordered,
    "typo": mistyped,
}
