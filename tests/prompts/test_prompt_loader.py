"""Prompts are whole, and filled in one pass."""

from pathlib import Path

import pytest

from prompts.loader import FOLDER, load_prompt
from studio.errors import BrokenInstall


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.v*.md")), ids=lambda path: str(path.stem))
def test_every_prompt_loads_and_renders(path: Path) -> None:
    name, _, version = path.stem.partition(".v")
    prompt = load_prompt(name, int(version))
    assert (prompt.name, prompt.version) == (name, int(version))
    system, user = prompt.render(**{slot: f"<{slot}>" for slot in prompt.inputs})
    assert "{{" not in system.content + user.content
    assert all(f"<{slot}>" in system.content + user.content for slot in prompt.inputs)


def test_a_value_that_looks_like_a_slot_stays_as_it_is() -> None:
    prompt = load_prompt("write_script")
    values = dict.fromkeys(prompt.inputs, "{{piece}}")
    assert "{{piece}}" in prompt.render(**values)[1].content


def test_a_missing_input_is_told() -> None:
    with pytest.raises(KeyError, match="piece"):
        load_prompt("write_script").render(language="en")


def test_a_missing_prompt_is_told() -> None:
    with pytest.raises(BrokenInstall, match=r"nothing\.v1\.md"):
        load_prompt("nothing")
