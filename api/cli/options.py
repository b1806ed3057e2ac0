"""Options that commands share. Their values are checked in `asking`."""

from pathlib import Path
from typing import Annotated

import typer

BriefText = Annotated[str, typer.Argument(metavar="BRIEF", help='What to make, in plain words: "5 fitness reels".')]
Out = Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Where the videos go (default out/RUN).")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Spend within the budget without asking.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON, and nothing else, to stdout.")]
Budget = Annotated[str | None, typer.Option("--budget", metavar="USD", help="The most this may cost.")]
Source = Annotated[
    str | None, typer.Option("--source", metavar="FILE|URL", help="Take the sentences from this text.")
]
ScriptFile = Annotated[Path | None, typer.Option("--script", metavar="FILE", help="Speak these very words.")]
Media = Annotated[Path | None, typer.Option("--media", metavar="DIR", help="Show your own photos and clips.")]
Voice = Annotated[str | None, typer.Option("--voice", metavar="NAME", help="Who speaks (or none).")]
Avatar = Annotated[str | None, typer.Option("--avatar", metavar="NAME", help="Which presenter is seen (or none).")]
PlatformOption = Annotated[
    str | None, typer.Option("--platform", metavar="NAME", help="instagram_reels, tiktok, youtube_shorts, ...")
]
Seconds = Annotated[float | None, typer.Option("--seconds", metavar="N", help="How long each piece is.")]
Language = Annotated[str | None, typer.Option("--language", metavar="CODE", help="en, es, fr, de, pt, it or hi.")]
Seed = Annotated[int, typer.Option("--seed", metavar="N", help="Another number, other choices.")]
