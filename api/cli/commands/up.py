"""`studio up`: the service on this machine."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from api.serve import Opened


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("up")(up)


def up(
    host: Annotated[str, typer.Option(help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen at.")] = 8400,
    workers: Annotated[int, typer.Option(min=0, max=64, help="Worker processes on this machine.")] = 1,
) -> int:
    """Start the API, workers and all they need; Ctrl-C stops it all, a second start finds everything as it was."""
    from api.serve import run
    from api.serve import up as serve
    from studio.settings import get_settings

    run(serve(get_settings(), host, port, workers, _tell))
    return 0


def _tell(opened: "Opened") -> None:
    from api.serve import FIRST

    print(f"the studio answers at {opened.address}/api/v1 (its description: {opened.address}/api/v1/openapi.json)")
    if opened.password:
        print(f"first sign-in: {FIRST} with the password {opened.password} (told once: change it)")
    print("Ctrl-C stops it; runs go on at the next start")
    sys.stdout.flush()
