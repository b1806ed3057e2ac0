"""What may be done to a plan: typed operations, the same for the page, the command line and a model."""

from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from studio.domain.script import SceneKind

NONE = "none"
"""The word that takes a voice, presenter, captions or music away."""

MOST = 50
"""Operations in one edit."""


def _written(text: str) -> str:
    if any(ord(char) < 32 and char not in "\t\n" for char in text):
        raise ValueError("has characters that cannot be written")
    return text


Name = Annotated[str, Field(min_length=1, max_length=80), AfterValidator(_written)]
SceneName = Annotated[Name, Field(description="Its id, or its place from 1.")]
Words = Annotated[str, Field(max_length=2000), AfterValidator(_written)]
"""Free text; what fits where is judged when the operation is applied."""
Phrases = Annotated[
    tuple[Annotated[str, Field(min_length=1, max_length=300), AfterValidator(_written)], ...], Field(max_length=20)
]


class _Operation(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SetPiece(_Operation):
    """Change what one piece is; None leaves a field as it is, `none` takes a voice or the like away."""

    op: Literal["set_piece"] = "set_piece"
    piece: Name
    topic: Words | None = None
    angle: Words | None = None
    """Empty lets another one be chosen."""
    seconds: float | None = Field(default=None, gt=0, le=86_400)
    tone: Words | None = None
    language: Name | None = None
    """BCP 47."""
    platform: Name | None = None
    voice: Name | None = None
    avatar: Name | None = None
    captions: Name | None = None
    music: Name | None = None
    must_say: Phrases | None = None
    must_not: Phrases | None = None

    REMOVABLE: ClassVar[tuple[str, ...]] = ("voice", "avatar", "captions", "music")

    @property
    def changes(self) -> dict[str, object]:
        """The fields of the piece that get another value."""
        given = {name: value for name, value in self if name not in ("op", "piece") and value is not None}
        return {name: None if name in self.REMOVABLE and value == NONE else value for name, value in given.items()}


class AddPiece(_Operation):
    """One more video, otherwise like the one it comes after."""

    op: Literal["add_piece"] = "add_piece"
    topic: Words
    after: Name | None = None
    """None puts it at the end."""


class RemovePiece(_Operation):
    """Leave a piece out."""

    op: Literal["remove_piece"] = "remove_piece"
    piece: Name


class MovePiece(_Operation):
    """Put a piece at another place in the row."""

    op: Literal["move_piece"] = "move_piece"
    piece: Name
    to: int = Field(ge=0, le=10_000)
    """Its new place, from 0; beyond the end is the end."""


class SetScene(_Operation):
    """Change one scene of a script that was written; None leaves a field as it is."""

    op: Literal["set_scene"] = "set_scene"
    piece: Name
    scene: SceneName
    say: Words | None = None
    show: Words | None = None
    detail: Words | None = None
    emoji: Words | None = None
    kind: SceneKind | None = None
    items: Annotated[tuple[Words, ...], Field(max_length=10)] | None = None
    figure: Words | None = None

    FIELDS: ClassVar[dict[str, str]] = {"say": "narration", "show": "headline"}
    """Fields that a script calls otherwise."""

    @property
    def changes(self) -> dict[str, object]:
        """The fields of the scene that get another value, by their name in the script."""
        given = {name: value for name, value in self if name not in ("op", "piece", "scene") and value is not None}
        return {self.FIELDS.get(name, name): value for name, value in given.items()}


class RetakeScene(_Operation):
    """Choose the picture of one scene anew: it keeps its words and its voice, the other scenes stay as they are."""

    op: Literal["retake_scene"] = "retake_scene"
    piece: Name
    scene: SceneName


class RemoveScene(_Operation):
    """Leave a scene out."""

    op: Literal["remove_scene"] = "remove_scene"
    piece: Name
    scene: SceneName


class LockScene(_Operation):
    """Keep a scene as it is: it refuses changes and survives a rewritten script."""

    op: Literal["lock_scene"] = "lock_scene"
    piece: Name
    scene: SceneName


class UnlockScene(_Operation):
    """Let a scene be changed again."""

    op: Literal["unlock_scene"] = "unlock_scene"
    piece: Name
    scene: SceneName


class RedoStep(_Operation):
    """Do a step again, with another result."""

    op: Literal["redo_step"] = "redo_step"
    step: Name


class RewriteScript(_Operation):
    """Have the words of a piece written anew; locked scenes stay."""

    op: Literal["rewrite_script"] = "rewrite_script"
    piece: Name
    note: Words = ""
    """What should be different, for a language model; the built-in writer only writes another one."""


class SetBudget(_Operation):
    """The most that the whole run may cost."""

    op: Literal["set_budget"] = "set_budget"
    usd: Decimal = Field(ge=0, max_digits=12, decimal_places=4)


class Restore(_Operation):
    """Go back to an earlier version of the plan."""

    op: Literal["restore"] = "restore"
    version: int = Field(ge=1, lt=2**31)


Operation = Annotated[
    SetPiece
    | AddPiece
    | RemovePiece
    | MovePiece
    | SetScene
    | RetakeScene
    | RemoveScene
    | LockScene
    | UnlockScene
    | RedoStep
    | RewriteScript
    | SetBudget
    | Restore,
    Field(discriminator="op"),
]
