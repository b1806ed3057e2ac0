"""The words of a piece and the scenes they are shown in."""

from collections.abc import Sequence
from itertools import count
from typing import Literal

from pydantic import BaseModel, ConfigDict

SceneKind = Literal["title", "tip", "checklist", "number", "quote", "comparison", "countdown", "cta"]
"""title: the hook; tip: one numbered beat; checklist: items ticked one by one; number: one big figure;
quote: words in the middle; comparison: two sides; countdown: ranked items, last first; cta: what to do next."""

Mood = Literal["happy", "calm", "tender", "nostalgic", "energetic"]


class Scene(BaseModel):
    """One thing said and the picture that goes with it."""

    model_config = ConfigDict(frozen=True)

    id: str
    """`s1`, `s2`, ... in order."""
    kind: SceneKind
    narration: str
    """What is spoken, as a person would write it ("3 sets", "$20"); empty when nothing is said."""
    headline: str
    """On screen, at most 48 characters; may not repeat the narration word by word."""
    detail: str = ""
    """A smaller line under the headline, at most 70 characters; often empty."""
    items: tuple[str, ...] = ()
    """checklist and countdown: 2 to 5 lines of at most 32 characters, in the order they are spoken;
    comparison: exactly two, left ("instead of") and right ("do this")."""
    figure: str = ""
    """number: what is shown big (`3x`, `20 min`, `80%`); tip: the beat's number (`1`)."""
    emoji: str = ""
    """One emoji that fits the words, or empty."""


class Writer(BaseModel):
    """Who wrote the words."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["model", "niche", "generic", "source", "user"]
    """model: a language model; niche: the advice packs; generic: claims no facts; source: sentences of
    the user's source, kept in order; user: the user's own script."""
    name: str
    """Model name, pack and angle (`fitness/walk-after-meals`), or file name."""


class Script(BaseModel):
    """A finished script: hook first, call to action last."""

    model_config = ConfigDict(frozen=True)

    title: str
    """For people, file names and platforms: at most 90 characters."""
    language: str
    """BCP 47."""
    scenes: tuple[Scene, ...]
    structure: str
    """Which structure it follows (`myth-vs-fact`, `three-steps`): no two pieces of a batch share hook,
    structure and content."""
    mood: Mood
    caption: str
    """The text of the post, without hashtags."""
    hashtags: tuple[str, ...] = ()
    """Without `#`, most fitting first."""
    seconds: float
    """Planned length."""
    writer: Writer

    @property
    def narration(self) -> str:
        """All that is spoken, in order, one scene a line."""
        return "\n".join(s.narration for s in self.scenes if s.narration)

    def keeping(self, kept: tuple[Scene, ...]) -> "Script":
        """This script with scenes of another one in it: each at the place its id names, a call to action last."""
        scenes = list(self.scenes)
        for scene in kept:
            place = next((n for n, other in enumerate(scenes) if other.id == scene.id), -1)
            if scene.kind == "cta":
                scenes[-1:] = [scene]
            elif place >= 0 and scenes[place].kind != "cta":
                scenes[place] = scene
            else:
                scenes.insert(max(len(scenes) - 1, 0), scene)
        return self.model_copy(update={"scenes": _distinct(scenes, kept)})


def _distinct(scenes: Sequence[Scene], kept: Sequence[Scene]) -> tuple[Scene, ...]:
    """The scenes, of which those that are not kept give up an id that a kept one has."""
    names, taken = {scene.id for scene in kept}, {scene.id for scene in scenes}
    free = (name for name in (f"s{n}" for n in count(1)) if name not in taken)
    return tuple(
        scene if scene in kept or scene.id not in names else scene.model_copy(update={"id": next(free)})
        for scene in scenes
    )
