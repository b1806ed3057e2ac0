"""Reads prompts: Markdown files `<name>.v<version>.md` with front matter and one section a role.

A `{{name}}` in the text is filled when the prompt is rendered. What users wrote goes in as data between
tags, as the prompt says; filling is done in one pass, so a value that holds `{{...}}` is left as it is.
"""

import re
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from studio.errors import BrokenInstall

FOLDER = Path(__file__).parent
_SLOT = re.compile(r"\{\{(\w+)\}\}")


class Turn(NamedTuple):
    """One message of a rendered prompt."""

    role: Literal["system", "user"]
    content: str


class Prompt(BaseModel):
    """A prompt as it is stored."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    version: int
    purpose: str
    inputs: tuple[str, ...]
    system: str
    user: str

    def render(self, **values: str) -> tuple[Turn, Turn]:
        """The prompt with its slots filled.

        Raises:
            KeyError: An input is missing, or one was given that the prompt does not have.
        """
        if wrong := set(self.inputs) ^ set(values):
            raise KeyError(f"{self.name}: {', '.join(sorted(wrong))}")
        return Turn("system", _fill(self.system, values)), Turn("user", _fill(self.user, values))


@lru_cache(maxsize=32)
def load_prompt(name: str, version: int = 1) -> Prompt:
    """Read `<name>.v<version>.md`.

    Raises:
        BrokenInstall: The file is missing, or its parts or slots do not agree with its front matter.
    """
    path = FOLDER / f"{name}.v{version}.md"
    try:
        _, head, body = path.read_text("utf-8").split("---\n", 2)
        _, system, user = re.split(r"^# (?:System|User)\n", body, flags=re.MULTILINE)
        prompt = Prompt(**yaml.safe_load(head), system=system.strip(), user=user.strip())
    except (OSError, ValueError, TypeError, yaml.YAMLError, ValidationError) as error:
        raise BrokenInstall(f"prompt {path.name}: {error}", "reinstall") from error
    if set(_SLOT.findall(prompt.system + prompt.user)) != set(prompt.inputs):
        raise BrokenInstall(f"prompt {path.name}: its slots are not its inputs", "reinstall")
    return prompt


def _fill(text: str, values: dict[str, str]) -> str:
    return _SLOT.sub(lambda slot: values[slot[1]], text)
