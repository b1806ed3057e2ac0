"""`studio up`: the service on this machine."""

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from api.serve import Opened

WEB = Path(__file__).parents[3] / "web"
"""Where the pages' source is, in the project's folder."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("up")(up)


def up(
    host: Annotated[str, typer.Option(help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen at.")] = 8400,
    workers: Annotated[int, typer.Option(min=0, max=64, help="Worker processes on this machine.")] = 1,
    pages: Annotated[bool, typer.Option(help="Serve the pages too; they are built when they changed.")] = True,
) -> int:
    """Start the studio and all it needs; Ctrl-C stops it all, a second start finds everything as it was."""
    from api.serve import run
    from api.serve import up as serve
    from studio.settings import get_settings

    run(serve(get_settings(), host, port, workers, partial(_tell, pages), WEB if pages else None))
    return 0


def _tell(pages: bool, opened: "Opened") -> None:
    from api.serve import FIRST

    if pages:
        print(f"the studio is at {opened.address} (after a change it builds for a minute first)")
    print(f"the API answers at {opened.address}/api/v1 (its description: {opened.address}/api/v1/openapi.json)")
    if opened.password:
        print(f"first sign-in: {FIRST} with the password {opened.password} (told once: change it)")
    print("Ctrl-C stops it; runs go on at the next start")
    sys.stdout.flush()
