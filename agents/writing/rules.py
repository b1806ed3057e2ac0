"""What must not be said: finding it, and the parts of an angle that are free of it."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from agents.writing.packs import Angle, Beat, Myth
from studio.domain.script import Script
from studio.errors import BadRequest

_NO_MYTH = Myth.model_construct(claim="", fact="", left="", right="")


@lru_cache(maxsize=256)
def _pattern(phrase: str) -> re.Pattern[str]:
    """The phrase as whole words, its plural and possessive included."""
    words = r"\s+".join(re.escape(word) for word in phrase.casefold().split())
    return re.compile(rf"(?<!\w){words}(?:s|es|'s|’s)?(?!\w)")


def forbidden_in(text: str, must_not: Iterable[str]) -> str:
    """The first phrase of `must_not` that the text says, or empty."""
    folded = text.casefold()
    return next((phrase for phrase in must_not if phrase.strip() and _pattern(phrase).search(folded)), "")


def texts_of(script: Script) -> Iterator[str]:
    """Everything of a script that anybody hears or reads."""
    yield from (script.title, script.caption, *script.hashtags)
    for scene in script.scenes:
        yield from (scene.narration, scene.headline, scene.detail, scene.figure, *scene.items)


def says_forbidden(script: Script, must_not: Iterable[str]) -> str:
    """The first phrase of `must_not` that a script says or shows, or empty."""
    banned = tuple(must_not)
    return next((hit for hit in (forbidden_in(text, banned) for text in texts_of(script)) if hit), "")


def unsaid(script: Script, must_say: Iterable[str]) -> str:
    """The first phrase of `must_say` that is not spoken, or empty."""
    spoken = " ".join(script.narration.casefold().split())
    return next((p for p in must_say if " ".join(p.casefold().split()) not in spoken), "")


def check_rules(must_say: Iterable[str], must_not: Iterable[str]) -> None:
    """Refuse rules that contradict each other.

    Raises:
        BadRequest: A phrase that must be said holds one that must not.
    """
    banned = tuple(must_not)
    for phrase in must_say:
        if hit := forbidden_in(phrase, banned):
            raise BadRequest(f'"{phrase}" must be said and "{hit}" must not', "drop one of the two")


def clean_angle(angle: Angle, must_not: tuple[str, ...]) -> Angle | None:
    """The angle without what must not be said; None when too little is left."""
    if not must_not:
        return angle

    def free(*texts: str) -> bool:
        return not any(forbidden_in(text, must_not) for text in texts)

    hooks = {device: hook for device, hook in angle.hooks.items() if free(hook)}
    cta = tuple(ask for ask in angle.cta if free(ask.say, ask.show))
    beats = tuple(_clean_beat(beat, must_not) for beat in angle.beats if free(beat.say, beat.show, beat.detail))
    if not hooks or not cta or len(beats) < 2 or not free(angle.title):
        return None
    myth = angle.myth
    return angle.model_copy(
        update={
            "hooks": hooks,
            "cta": cta,
            "beats": beats,
            "setup": angle.setup if free(angle.setup, myth.right) else "",
            "close": angle.close if free(angle.close, angle.close_show) else "",
            "myth": myth if free(myth.claim, myth.fact, myth.left, myth.right) else _NO_MYTH,
            "caption": " ".join(s for s in re.split(r"(?<=[.!?।])\s+", angle.caption) if free(s)),
            "hashtags": tuple(tag for tag in angle.hashtags if free(tag)),
        }
    )


def _clean_beat(beat: Beat, must_not: tuple[str, ...]) -> Beat:
    update = {name: "" for name in ("more", "slip", "figure") if forbidden_in(getattr(beat, name), must_not)}
    return beat.model_copy(update=update) if update else beat
