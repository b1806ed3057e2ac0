"""From drafts to pieces: options over words, defaults, limits, names; and a sentence for all that was assumed."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from agents.reading.asked_language import english_name, supported
from agents.reading.draft import Draft
from agents.reading.questions import Guess
from agents.reading.voice import VoiceWish, choose_voice
from providers.policy import load_config
from studio.domain.brief import LANGUAGES, Brief, ContentSpec, Options, Piece, Question
from studio.domain.platforms import PLATFORMS, Aspect, PlatformName
from studio.domain.presenter import PRESENTER_STYLES
from studio.domain.voices import VOICES
from studio.errors import BadRequest
from studio.settings import Settings

SHORTEST = 3.0
"""Seconds below which nothing can be said."""
KINDS: dict[PlatformName, str] = {"instagram_reels": "reel", "facebook_reels": "reel", "youtube_shorts": "short"}
"""What a piece of a platform is called in its id; all others are a `video`."""


class Assembly:
    """Makes pieces of drafts and keeps what was assumed on the way."""

    def __init__(self, brief: Brief, settings: Settings, language: str) -> None:
        self._options = brief.options
        self._settings = settings
        self._language = language
        self._ids: Counter[str] = Counter()
        self.notes: list[str] = []
        self.guesses: dict[Guess, list[str]] = {}
        """What was not said -> the ids of the pieces that it was guessed for."""

    def piece(self, draft: Draft) -> Piece:
        """One piece.

        Raises:
            BadRequest: For a length or language that cannot be made.
        """
        platform = self._platform(draft)
        aspect = self._aspect(draft, platform)
        platform = "youtube_shorts" if platform == "youtube" and aspect == "9:16" else platform
        language = self._spoken(draft)
        voice = self._voice(draft, language)
        name = self._id(platform)
        self._guessed(draft, name)
        return Piece(
            id=name,
            topic=draft.topic,
            angle=draft.angle,
            platform=platform,
            aspect=aspect,
            seconds=self._seconds(draft, platform),
            language=language,
            tone=draft.wishes.get("tone", ""),
            voice=voice,
            avatar=self._avatar(draft, voice),
            captions=self._captions(draft),
            music=draft.wishes.get("music", "auto"),
            must_say=draft.wishes.get("must_say", ()),
            must_not=draft.wishes.get("must_not", ()),
        )

    def note(self, sentence: str) -> None:
        """Tell the user once."""
        if sentence and sentence not in self.notes:
            self.notes.append(sentence)

    def _guessed(self, draft: Draft, name: str) -> None:
        named = draft.wishes.get("platform", draft.unit.platforms) or self._options.platform
        if not named:
            self.guesses.setdefault("platform", []).append(name)
        if "length" not in draft.wishes and self._options.seconds is None:
            self.guesses.setdefault("seconds", []).append(name)

    def _id(self, platform: PlatformName) -> str:
        kind = KINDS.get(platform, "video")
        self._ids[kind] += 1
        return f"{kind}-{self._ids[kind]}"

    def _platform(self, draft: Draft) -> PlatformName:
        said = next(iter(draft.wishes.get("platform", draft.unit.platforms) or ()), None)
        fixed = self._options.platform
        if fixed:
            self._overruled("platform", said, fixed)
            return fixed
        if said is None:
            self.note("No platform was named, so the videos are made for Instagram Reels.")
        if said == "youtube" and draft.wishes.get("aspect") == "9:16":
            return "youtube_shorts"
        platform: PlatformName = said or "instagram_reels"
        if draft.unit.noun == "short" and platform == "youtube":
            return "youtube_shorts"
        return platform

    def _aspect(self, draft: Draft, platform: PlatformName) -> Aspect:
        aspect: Aspect = draft.wishes.get("aspect") or PLATFORMS[platform].aspect
        return aspect

    def _seconds(self, draft: Draft, platform: PlatformName) -> float:
        said = draft.wishes["length"].seconds[0] if "length" in draft.wishes else None
        fixed = self._options.seconds
        if fixed is not None and said is not None and said != fixed:
            self._overruled("length", f"{said:g} s", f"{fixed:g} s")
        wanted = fixed if fixed is not None else said
        if wanted is None:
            seconds = min(PLATFORMS[platform].seconds, self._settings.max_seconds)
            self.note(f"No length was given for {PLATFORMS[platform].title}, so {seconds:g} seconds were taken.")
            return seconds
        check_seconds(wanted, self._settings)
        return self._within(wanted, platform)

    def _within(self, wanted: float, platform: PlatformName) -> float:
        most = PLATFORMS[platform].max_seconds
        if wanted > most:
            self.note(
                f"{PLATFORMS[platform].title} takes at most {most:g} seconds, so {wanted:g} seconds become {most:g}."
            )
        return float(min(wanted, most))

    def _spoken(self, draft: Draft) -> str:
        said: str | None = next(iter(draft.wishes.get("language", ())), None)
        if self._options.language:
            self._overruled("language", said, self._options.language)
            return self._options.language
        if said is None:
            return self._language
        if supported(said):
            return said
        self.note(
            f"{english_name(said)} is not spoken here yet (only {', '.join(map(english_name, LANGUAGES))}), "
            f"so {english_name(self._language)} is used instead."
        )
        return self._language

    def _voice(self, draft: Draft, language: str) -> str | None:
        said = draft.wishes.get("voice", "auto")
        if self._options.voice:
            if said not in ("auto", self._options.voice):
                self._overruled("voice", _said(said), self._options.voice)
            return self._options.voice
        if not isinstance(said, VoiceWish):
            return None if said is None else "auto"
        name, note = choose_voice(said, language)
        self.note(note)
        if name in VOICES and VOICES[name].language.split("-")[0] != language.split("-")[0]:
            self.note(f"The voice “{name}” speaks {english_name(language)} with an accent of its own language.")
        return name

    def _avatar(self, draft: Draft, voice: str | None) -> str | None:
        said = draft.wishes.get("avatar", "auto")
        fixed = self._options.avatar
        if fixed:
            chosen = None if fixed == "none" else fixed
            if "avatar" in draft.wishes and said != chosen and said != "auto":
                self._overruled("presenter", said or "none", fixed)
            said = chosen
        if voice is None and said is not None:
            self.note("A piece without a voice has no presenter, since nobody speaks.")
            return None
        avatar: str | None = said
        return avatar

    def _captions(self, draft: Draft) -> str | None:
        said: str | None = draft.wishes.get("captions", "auto")
        fixed = self._options.captions
        if not fixed:
            return said
        chosen = None if fixed == "none" else fixed
        if said not in ("auto", chosen):
            self._overruled("captions", said or "none", fixed)
        return chosen

    def _overruled(self, what: str, said: str | None, fixed: str) -> None:
        if said is not None and said != fixed:
            self.note(f"The brief says {what} “{said}”, the option says “{fixed}”: the option wins.")


def check_options(options: Options, settings: Settings) -> None:
    """Refuse options that cannot be met.

    Raises:
        BadRequest: Naming the option.
    """
    if options.language and not supported(options.language):
        known = ", ".join(LANGUAGES)
        raise BadRequest(f"the language “{options.language}” is not spoken here", f"choose one of {known}")
    config = load_config(settings.providers_path)
    voices, avatars = (*config.voices, *VOICES), (*config.avatars, *PRESENTER_STYLES)
    if options.voice and options.voice not in (*voices, "auto"):
        raise BadRequest(f"there is no voice “{options.voice}”", f"choose one of {', '.join(voices)}")
    if options.avatar and options.avatar not in (*avatars, "auto", "none"):
        known = ", ".join((*avatars, "none"))
        raise BadRequest(f"there is no presenter “{options.avatar}”", f"choose one of {known}")
    if options.budget_usd is not None and options.budget_usd < 0:
        raise BadRequest("a budget below zero cannot be spent", "leave --budget out, or give 0 or more")
    if options.seconds is not None:
        check_seconds(options.seconds, settings)


def check_seconds(seconds: float, settings: Settings) -> None:
    """Refuse a length outside what can be made.

    Raises:
        BadRequest: With the limit.
    """
    if not seconds >= SHORTEST:
        raise BadRequest(f"{seconds:g} seconds is too short for a piece", f"ask for {SHORTEST:g} seconds or more")
    if seconds > settings.max_seconds:
        raise BadRequest(
            f"{seconds:g} seconds is longer than the limit of {settings.max_seconds:g}",
            "ask for a shorter length, or raise STUDIO_MAX_SECONDS",
        )


def budget(options: Options, said: Decimal | None, note: Any) -> Decimal | None:
    """The budget: the option's, else the words'."""
    if options.budget_usd is None:
        return said
    if said is not None and said != options.budget_usd:
        note(f"The brief says budget “{said}”, the option says “{options.budget_usd}”: the option wins.")
    return options.budget_usd


def spec_of(
    pieces: Sequence[Piece],
    money: Decimal | None,
    notes: Sequence[str],
    reader: str,
    questions: Sequence[Question] = (),
) -> ContentSpec:
    """The typed reading."""
    spec = ContentSpec(pieces=tuple(pieces), budget_usd=money, assumptions=tuple(notes), reader=reader)
    return spec.model_copy(update={"questions": tuple(questions)})


def _said(wish: VoiceWish | None) -> str:
    return "none" if wish is None else wish.said or wish.name
