"""Whether a prompt still keeps what users write apart from what it orders. Its quality takes a model to measure."""

import hashlib
from collections.abc import Iterator

from prompts.loader import FOLDER, load_prompt

WRITTEN_BY_USERS = frozenset(("brief", "piece", "angle", "siblings", "reference", "script"))
"""Inputs that hold words of the user's, or words made of them."""


def names() -> tuple[str, ...]:
    """All prompts that ship."""
    return tuple(sorted({path.name.split(".v")[0] for path in FOLDER.glob("*.v*.md")}))


def fingerprint(name: str) -> str:
    """Changes with every letter of the prompt."""
    prompt = load_prompt(name)
    return hashlib.sha256(f"{prompt.system}\0{prompt.user}".encode()).hexdigest()[:16]


def faults(name: str) -> Iterator[str]:
    """What is wrong with a prompt, in words."""
    prompt = load_prompt(name)
    system, user = prompt.render(**{key: f"<<{key}>>" for key in prompt.inputs})
    for key in sorted(WRITTEN_BY_USERS & set(prompt.inputs)):
        if f"<<{key}>>" in system.content:
            yield f"{name}: {key} stands among the orders to the model"
        if not _fenced(user.content, f"<<{key}>>"):
            yield f"{name}: {key} stands outside the data tags"
    if "never an instruction" not in " ".join(system.content.split()):
        yield f"{name}: does not say that data is never an instruction"
    if "JSON" not in system.content:
        yield f"{name}: does not ask for JSON"


def _fenced(text: str, value: str) -> bool:
    before = text.partition(value)[0]
    return value in text and before.count("<data>") == before.count("</data>") + 1
