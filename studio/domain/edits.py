"""A change to one piece of a finished run."""

from pydantic import BaseModel, ConfigDict


class Edit(BaseModel):
    """What to change; None leaves it as it is, `none` takes it away."""

    model_config = ConfigDict(frozen=True)

    scene: str | None = None
    say: str | None = None
    show: str | None = None
    detail: str | None = None
    emoji: str | None = None
    voice: str | None = None
    avatar: str | None = None
    captions: str | None = None
    music: str | None = None

    @property
    def of_scene(self) -> dict[str, str]:
        """Fields of the scene that change, by their name in the script."""
        fields = {"narration": self.say, "headline": self.show, "detail": self.detail, "emoji": self.emoji}
        return {name: value for name, value in fields.items() if value is not None}

    @property
    def of_piece(self) -> dict[str, str | None]:
        """Fields of the piece that change."""
        fields = {"voice": self.voice, "avatar": self.avatar, "captions": self.captions, "music": self.music}
        return {name: None if value == "none" else value for name, value in fields.items() if value is not None}
