"""A case: a brief as a person would write it, and what must hold of whatever is made of it."""

import hashlib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, get_args

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from studio.domain.brief import ContentSpec
from studio.domain.platforms import PLATFORMS, Aspect, PlatformName
from studio.errors import BrokenInstall

FOLDER = Path(__file__).parent / "suites"
HELD_OUT = 0.4
"""Share of cases that nobody may look at one by one while mending."""

Kind = Literal["plain", "ambiguous", "contradictory", "infeasible", "misspelt", "multipart", "long", "injected"]
Split = Literal["dev", "held-out", "practice"]
SPLITS: tuple[Split, ...] = get_args(Split)
Any_ = Literal["any"]
Texts = tuple[str, ...]


class Wanted(BaseModel):
    """A run of equal pieces.

    A field left out must come out as for a brief that does not speak of it; `any` is not checked.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    n: int | tuple[int, ...] | Any_ = 1
    """How many; several numbers are each right."""
    topic: Texts | Any_ = "any"
    """Wordings, each right."""
    platform: PlatformName | Any_ = "instagram_reels"
    aspect: Aspect | Any_ | None = None
    seconds: float | tuple[float, float] | Any_ | None = None
    """A length, the bounds of a range, or None for the platform's own."""
    language: str | None = None
    """The brief's own when left out."""
    tone: Texts | Any_ = ("",)
    voice: str | None = "auto"
    """`auto`, a name, `female`, `male`, `any`, or None for a silent piece."""
    avatar: str | None = "auto"
    captions: str | None = "auto"
    music: Texts | None = ("auto",)
    must_say: Texts | Any_ = ()
    must_not: Texts | Any_ = ()

    @model_validator(mode="before")
    @classmethod
    def _lists(cls, given: Any) -> Any:
        """One wording is a list of one."""
        if not isinstance(given, Mapping):
            return given
        fields = dict(given)
        for name in ("topic", "tone", "music"):
            if isinstance(fields.get(name), str) and (fields[name] != "any" or name == "music"):
                fields[name] = (fields[name],)
        return fields

    def length(self) -> tuple[float, float] | None:
        """Least and most seconds, or None when any length is right."""
        if self.seconds == "any":
            return None
        if isinstance(self.seconds, tuple):
            return self.seconds
        if self.seconds is not None:
            return self.seconds, self.seconds
        default = PLATFORMS[self.platform].seconds if self.platform != "any" else None
        return (default, default) if default is not None else (20.0, 45.0)

    def fits(self, count: int) -> bool:
        """Whether this many pieces are right."""
        if self.n == "any":
            return count >= 1
        return count in (self.n if isinstance(self.n, tuple) else (self.n,))


class Case(BaseModel):
    """One brief and what must hold."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9~.-]+$")
    kind: Kind = "plain"
    brief: str
    language: str
    good: tuple[tuple[Wanted, ...], ...] = ()
    """Readings, each right; each a list of runs of pieces, in order."""
    budget: tuple[Decimal | None, ...] = (None,)
    """US dollars, each right."""
    refuse: bool = False
    """It cannot be made, and saying so is the only right answer."""
    may_refuse: bool = False
    tells: Texts = ()
    """The user must be told: an assumption, or the refusal, holds one of these."""
    never: Texts = ()
    """What an injected order is after: it may stand nowhere in the reading or the scripts."""
    of: str = ""
    """The case that a perturbed one was made from."""
    change: str = ""
    """How it was changed."""
    practice: bool = False
    """Of a file that says `split: practice`: written to mend by, read by the reader for the first time as a test."""

    @property
    def split(self) -> Split:
        """Fixed by the id alone, so that nobody chooses; a perturbed case stays with its own, practice by itself."""
        if self.practice:
            return "practice"
        digest = hashlib.sha256((self.of or self.id).encode()).digest()
        return "held-out" if digest[0] / 256 < HELD_OUT else "dev"


def case_of(given: Mapping[str, Any], language: str, kind: str = "plain") -> Case:
    """A case from its short form: one run of pieces in the case itself, or `pieces`, or several `good` readings.

    `written` is the language of the brief where it is not the file's.

    Raises:
        ValidationError: The form is broken.
    """
    fields = dict(given)
    own = {name: fields.pop(name) for name in list(fields) if name in Wanted.model_fields}
    budget = fields.pop("budget", None)
    readings = fields.pop("good", None) or [fields.pop("pieces", None) or own]
    runs = [reading if isinstance(reading, list) else [reading] for reading in readings]
    budgets = {run["budget"] for reading in runs for run in reading if "budget" in run} or {budget}
    good = [[{k: v for k, v in run.items() if k != "budget"} for run in reading] for reading in runs]
    kept = [] if fields.get("refuse") else good
    written = fields.pop("written", language)
    return Case.model_validate({"kind": kind, **fields, "language": written, "good": kept, "budget": list(budgets)})


@lru_cache(maxsize=1)
def every_case() -> tuple[Case, ...]:
    """Every case as written, by file and place, practice among them.

    Raises:
        BrokenInstall: A file is broken, or two cases share an id.
    """
    found: list[Case] = []
    for path in sorted(FOLDER.glob("*.yaml")):
        try:
            held = yaml.safe_load(path.read_text("utf-8"))
            shared = {"practice": held.get("split") == "practice"}
            found += [case_of({**shared, **c}, held["language"], held.get("kind", "plain")) for c in held["cases"]]
        except (KeyError, TypeError, yaml.YAMLError, ValidationError) as error:
            raise BrokenInstall(f"cases {path.name}: {error}", "reinstall") from error
    ids = [case.id for case in found]
    if doubled := {name for name in ids if ids.count(name) > 1}:
        raise BrokenInstall(f"two cases are called {', '.join(sorted(doubled))}", "reinstall")
    return tuple(found)


def all_cases() -> tuple[Case, ...]:
    """Every case of the dev and held-out splits: those by which the studio is judged."""
    return tuple(case for case in every_case() if not case.practice)


def practice_cases() -> tuple[Case, ...]:
    """Every practice case, round by round."""
    return tuple(case for case in every_case() if case.practice)


def of_split(cases: Iterable[Case], split: Split | None) -> tuple[Case, ...]:
    """The cases of a split; all of them for None."""
    return tuple(case for case in cases if split is None or case.split == split)


def texts_of(spec: ContentSpec) -> tuple[str, ...]:
    """Every word of a reading that goes on into a piece."""
    return tuple(text for p in spec.pieces for text in (p.topic, p.angle, p.tone, *p.must_say, *p.must_not) if text)
