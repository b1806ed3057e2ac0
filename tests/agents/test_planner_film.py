"""How the real tools are wired for a vendor's avatar and for stock footage."""

from typing import Any

from agents.planning.facts import PlanInputs, facts_of
from agents.planning.refs import as_ref
from agents.planning.wire import wire_piece
from studio.domain.brief import ContentSpec, Piece
from tools.catalog import catalog


def steps(**piece: Any) -> dict[str, dict[str, Any]]:
    given = {"id": "reel-1", "topic": "better sleep", "voice": "heart", "captions": "pop", "music": "calm", **piece}
    spec = ContentSpec(pieces=(Piece.model_validate(given),))
    facts = facts_of(spec, 0, inputs=PlanInputs(), seed=0, max_seconds=60)
    return {step.tool: dict(step.args) for step in wire_piece(facts, catalog())}


def source(value: Any) -> str:
    found = as_ref(value)
    return found.text if found else ""


def test_the_avatar_gets_the_speech_and_compose_and_cover_get_its_film() -> None:
    wired = steps(avatar="host", aspect="1:1", seconds=32.0)
    assert source(wired["avatar"]["voice"]) == "reel-1.voice.audio"
    assert source(wired["avatar"]["timing"]) == "reel-1.voice.timing"
    assert source(wired["compose"]["presenter"]) == "reel-1.avatar.track"
    assert source(wired["compose"]["avatar_video"]) == "reel-1.avatar.video"
    assert source(wired["cover"]["avatar_video"]) == "reel-1.avatar.video"
    facts = {name: wired["avatar"][name] for name in ("style", "aspect", "seconds", "title")}
    assert facts == {"style": "host", "aspect": "1:1", "seconds": 32.0, "title": "better sleep"}
    assert wired["avatar"].get("avatar", "") == ""


def test_a_name_that_is_no_style_is_the_users_own_avatar() -> None:
    avatar = steps(avatar="anna")["avatar"]
    assert (avatar["style"], avatar["avatar"]) == ("auto", "anna")


def test_footage_is_searched_for_the_topic() -> None:
    assert steps(avatar="host")["visuals"]["topic"] == "better sleep"


def test_without_a_presenter_nothing_waits_for_a_film() -> None:
    wired = steps(avatar=None)
    assert "avatar" not in wired
    assert not {"avatar_video"} & (wired["compose"].keys() | wired["cover"].keys())
