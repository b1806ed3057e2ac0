"""The planner: choices, wiring, price."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from agents import planner
from agents.planning.facts import PlanInputs
from agents.planning.refs import refs_in
from agents.planning.rewire import Kit, rewired
from agents.planning.schedule import makespan, remaining
from providers.router import Router
from studio.domain.assets import Asset
from studio.domain.brief import Brief, ContentSpec, Options, Piece
from studio.domain.plan import Plan, Step
from studio.domain.presenter import PRESENTER_STYLES
from studio.errors import BadRequest
from studio.settings import Settings
from tests.fakes.plot import Plot
from tests.fakes.tools import fake_tools

FIVE = ContentSpec(pieces=tuple(Piece(id=f"reel-{n}", topic="fitness") for n in range(1, 6)))
TOOLS = fake_tools(Plot(ledger=Path("unused")))

WIRING = """
reel-1.script <-
reel-1.voice <- script=script.script
reel-1.avatar <- timing=voice.timing
reel-1.visuals <- script=script.script
reel-1.music <- script=script.script
reel-1.captions <- script=script.script timing=voice.timing
reel-1.compose <- script=script.script look=visuals.look timing=voice.timing voice=voice.audio \
presenter=avatar.track music=music.track music_start=music.start cues=captions.cues
reel-1.cover <- script=script.script look=visuals.look
reel-1.post <- script=script.script
reel-1.export <- folder=run.folder video=compose.video cover=cover.image post=post.post script=script.script \
srt=captions.srt vtt=captions.vtt
""".strip()


def plan(spec: ContentSpec = FIVE, inputs: PlanInputs | None = None, **options: Any) -> Plan:
    return planner.plan(
        spec,
        brief=Brief(text="5 fitness reels", options=Options(**options)),
        settings=Settings(),
        assets=inputs or PlanInputs(),
        router=Router(()),
        tools=TOOLS,
    )


def one(**piece: Any) -> ContentSpec:
    return ContentSpec(pieces=(Piece.model_validate({"id": "reel-1", "topic": "fitness", **piece}),))


def wiring(made: Plan, piece: str = "reel-1") -> str:
    def line(step: Step) -> str:
        refs = [f"{name}={r.text.removeprefix(f'{piece}.')}" for name, v in step.args.items() for r in refs_in(v)]
        return f"{step.id} <- {' '.join(refs)}".strip()

    return "\n".join(line(step) for step in made.steps if step.id.startswith(f"{piece}."))


def tools_of(made: Plan) -> list[str]:
    return [step.tool for step in made.steps]


def test_five_fitness_reels_are_wired_from_the_tools_own_declarations() -> None:
    made = plan()
    assert wiring(made) == WIRING
    for n in range(2, 6):
        assert wiring(made, f"reel-{n}") == WIRING.replace("reel-1", f"reel-{n}")


def test_needs_are_exactly_what_the_arguments_refer_to() -> None:
    for step in plan().steps:
        assert list(step.needs) == sorted({r.step for r in refs_in(step.args)} - {"run"})


def test_siblings_differ_in_voice_face_captions_music_and_angle() -> None:
    pieces = plan().spec.pieces
    assert [p.voice for p in pieces] == ["heart", "michael", "bella", "puck", "emma"]
    assert {p.avatar for p in pieces} <= set(PRESENTER_STYLES)
    assert [p.captions for p in pieces] == ["karaoke", "pop", "clean", "karaoke", "pop"]
    assert [p.music for p in pieces] == ["happy", "energetic", "calm", "happy", "energetic"]
    assert len({p.angle for p in pieces}) == 5 and all(p.angle for p in pieces)


def test_the_same_brief_gives_the_same_plan_and_another_seed_another() -> None:
    assert plan() == plan()
    assert plan(seed=3).spec.pieces[0].voice == "puck"


@pytest.mark.parametrize(
    ("language", "voices"),
    [("es", {"dora", "alex"}), ("pt-BR", {"clara", "tiago"}), ("fr", {"siwis"}), ("en-GB", {"emma", "george"})],
)
def test_a_voice_speaks_the_language_of_its_piece(language: str, voices: set[str]) -> None:
    spec = ContentSpec(pieces=tuple(Piece(id=f"reel-{n}", topic="fitness", language=language) for n in (1, 2)))
    assert {p.voice for p in plan(spec).spec.pieces} == voices


def test_what_the_brief_names_stays() -> None:
    piece = plan(one(voice="george", avatar=PRESENTER_STYLES[-1], captions="pop", music="calm")).spec.pieces[0]
    assert (piece.voice, piece.avatar, piece.captions, piece.music) == (
        "george",
        PRESENTER_STYLES[-1],
        "pop",
        "calm",
    )
    assert plan(one(voice="male")).spec.pieces[0].voice == "michael"


def test_music_goes_with_the_tone() -> None:
    assert plan(one(tone="calm")).spec.pieces[0].music == "calm"
    assert plan(one(tone="dramatic")).spec.pieces[0].music == "nostalgic"


def test_a_piece_takes_only_the_tools_it_needs() -> None:
    bare = ["script", "visuals", "compose", "cover", "post", "export"]
    assert tools_of(plan(one(voice=None, music=None))) == bare
    assert "avatar" not in tools_of(plan(one(avatar=None)))
    assert "music" not in tools_of(plan(one(music=None)))
    assert "captions" not in tools_of(plan(one(captions=None)))
    silent = plan(one(voice=None, music=None))
    assert "timing=" not in wiring(silent) and "srt=" not in wiring(silent)
    assert silent.spec.pieces[0].captions is None and silent.spec.pieces[0].avatar is None


def test_the_words_do_not_depend_on_who_says_them() -> None:
    by_voice = [plan(one(voice=name, angle="a")).steps[0] for name in ("heart", "george")]
    assert by_voice[0] == by_voice[1]


def test_the_users_own_files_reach_script_and_visuals() -> None:
    words = Asset(sha256="a" * 64, media_type="text/plain", size=1)
    photo = Asset(sha256="b" * 64, media_type="image/jpeg", size=1)
    made = plan(one(), PlanInputs(media=(photo,), words=words))
    args = {step.tool: step.args for step in made.steps}
    assert args["script"]["order"]["words"]["sha256"] == words.sha256
    assert [a["sha256"] for a in args["visuals"]["media"]] == [photo.sha256]


@pytest.mark.parametrize(
    ("piece", "message", "hint"),
    [
        ({"voice": "hart"}, "no voice called 'hart'", "did you mean heart?"),
        ({"avatar": "pixar"}, "no presenter called 'pixar'", PRESENTER_STYLES[0]),
        ({"captions": "karoake"}, "no caption style called 'karoake'", "did you mean karaoke?"),
        ({"music": "punk"}, "no mood called 'punk'", "happy"),
    ],
)
def test_what_does_not_exist_is_refused_with_what_does(piece: dict[str, str], message: str, hint: str) -> None:
    with pytest.raises(BadRequest, match=message) as caught:
        plan(one(**piece))
    assert hint in caught.value.hint


def test_time_is_as_the_steps_overlap_under_the_leases() -> None:
    """One second a step and ten a render: five voices queue up, and renders go two by two."""
    assert plan(one()).estimate.seconds == pytest.approx(1 + 1 + 1 + 10 + 0.2)
    assert plan().estimate.seconds == pytest.approx(3 + 30 + 0.2)
    assert plan().estimate.usd == Decimal("0")


def test_a_slow_machine_stretches_the_price_in_seconds() -> None:
    made = planner.priced(plan(one()), TOOLS, {"compose": 2.0})
    assert made.estimate.seconds == pytest.approx(1 + 1 + 1 + 20 + 0.2)


def test_the_longest_chain_decides_who_is_urgent() -> None:
    steps = [_step("a"), _step("b", "a"), _step("c", "a"), _step("d", "b")]
    assert remaining(steps, {"a": 1, "b": 2, "c": 9, "d": 3}) == {"a": 10, "b": 5, "c": 9, "d": 3}
    assert makespan(steps, {"a": 1, "b": 2, "c": 9, "d": 3}, {}, {}) == 10
    one_place = dict.fromkeys("bcd", "cpu")
    assert makespan(steps, {"a": 1, "b": 2, "c": 9, "d": 3}, one_place, {"cpu": 1}) == 15


def _step(name: str, *needs: str) -> Step:
    return Step(id=name, tool="post", args={}, needs=needs)


def test_one_piece_is_wired_anew_and_the_others_stay() -> None:
    before = plan()
    given = before.steps[0].model_copy(update={"given": {"script": "edited"}})
    before = before.model_copy(update={"steps": (given, *before.steps[1:])})
    kit = Kit(seed=0, max_seconds=180, max_pieces=50, tools=TOOLS)
    after = rewired(before, "reel-1", {"voice": "george", "music": None}, kit)
    assert after.steps[0].given == {"script": "edited"}
    assert "reel-1.music" not in [s.id for s in after.steps]
    assert next(s for s in after.steps if s.id == "reel-1.voice").args["voice"] == "george"
    assert [s for s in after.steps if not s.id.startswith("reel-1.")] == list(before.steps[10:])
