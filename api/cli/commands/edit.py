"""`studio edit`: change one thing of one piece; only what depends on it is made again."""

from typing import TYPE_CHECKING, Annotated

import typer

from api.cli import options as o
from api.cli.commands.runs import RunName
from api.cli.loop import asker, finished, run
from api.cli.progress import progress
from studio.errors import BadRequest

if TYPE_CHECKING:
    from api.cli.wiring import Wiring
    from studio.domain.operations import Operation

PieceName = Annotated[str, typer.Argument(metavar="PIECE", help="A piece of the run: reel-2.")]
SceneName = Annotated[str | None, typer.Option("--scene", metavar="SCENE", help="Which scene, place or id: 2, s2.")]
Say = Annotated[str | None, typer.Option("--say", metavar="TEXT", help="What is said in the scene.")]
Show = Annotated[str | None, typer.Option("--show", metavar="TEXT", help="The scene's headline.")]
Detail = Annotated[str | None, typer.Option("--detail", metavar="TEXT", help="The smaller line under the headline.")]
Emoji = Annotated[str | None, typer.Option("--emoji", metavar="EMOJI", help="The scene's emoji.")]
Retake = Annotated[bool, typer.Option("--retake", help="Another picture for the scene; the others stay.")]
Captions = Annotated[str | None, typer.Option("--captions", metavar="STYLE", help="karaoke, pop, clean or none.")]
Music = Annotated[str | None, typer.Option("--music", metavar="MOOD", help="A mood, or none.")]


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command("edit")(edit)


def edit(
    context: typer.Context,
    name: RunName,
    piece: PieceName,
    scene: SceneName = None,
    say: Say = None,
    show: Show = None,
    detail: Detail = None,
    emoji: Emoji = None,
    retake: Retake = False,
    voice: o.Voice = None,
    avatar: o.Avatar = None,
    captions: Captions = None,
    music: Music = None,
    yes: o.Yes = False,
    as_json: o.AsJson = False,
) -> int:
    """Change a line, a scene or its picture, the voice, presenter, captions or music of a piece of a finished run."""
    of_scene = {"say": say, "show": show, "detail": detail, "emoji": emoji}
    of_piece = {"voice": voice, "avatar": avatar, "captions": captions, "music": music}
    return run(_edit(context.obj, name, _operations(piece, scene, retake, of_scene, of_piece), yes, as_json))


def _operations(
    piece: str, scene: str | None, retake: bool, of_scene: dict[str, str | None], of_piece: dict[str, str | None]
) -> list["Operation"]:
    from pydantic import ValidationError

    from studio.domain.operations import RetakeScene, SetPiece, SetScene

    said = any(value is not None for value in of_scene.values())
    if (said or retake) and scene is None:
        raise BadRequest("which scene?", "name it with --scene s2; `script.json` of the piece lists them")
    if scene is not None and not (said or retake):
        raise BadRequest(f"nothing to change in {scene}", "give --retake, --say, --show, --detail or --emoji")
    if scene is None and not any(of_piece.values()):
        raise BadRequest("nothing to change", "give --scene with --say, or --voice, --captions, --music, --avatar")
    made: list[Operation] = []
    try:
        if any(of_piece.values()):
            made.append(SetPiece.model_validate({"piece": piece, **of_piece}))
        if retake:
            made.append(RetakeScene.model_validate({"piece": piece, "scene": scene}))
        if said:
            made.append(SetScene.model_validate({"piece": piece, "scene": scene, **of_scene}))
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(map(str, problem["loc"]))
        raise BadRequest(f"{where}: {problem['msg']}", "give shorter, plain text") from None
    return made


async def _edit(wiring: "Wiring", name: str, asked: list["Operation"], yes: bool, as_json: bool) -> int:
    from graphs import drive
    from graphs.editing import edited

    with progress() as tell:
        async with wiring(tell) as studio:
            found = await studio.runs.get(name)
            made = await edited(studio, found, asked)
            outcome = await drive.change(studio, found, made.plan, yes=yes, approve=asker())
    return await finished(outcome, as_json=as_json)
