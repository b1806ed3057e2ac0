"""The `studio` command: its commands, and how every error becomes one line, one hint and an exit code."""

import logging
import os
import sys
from collections.abc import Callable, Sequence

import typer
from typer._click import exceptions as usage

from api.cli.commands import doctor, edit, eval, make, providers, runs, up
from api.cli.wiring import Wiring, open_studio
from studio.errors import StudioError
from studio.telemetry.redact import redact

FAILED, BAD_REQUEST, INTERRUPTED = 1, 2, 130


def build(wiring: Wiring = open_studio) -> typer.Typer:
    """The application, on this wiring of its parts."""
    app = typer.Typer(
        name="studio",
        help="A brief in plain words becomes finished vertical videos.",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "obj": wiring},
    )
    for group in (make, edit, runs, doctor, providers, eval, up):
        group.register(app)
    return app


def main(arguments: Sequence[str] | None = None, wiring: Wiring = open_studio) -> None:
    """Run the command and leave with its exit code.

    0 done, 1 failed, 2 a bad request, 3 over the budget, 130 interrupted.
    """
    code = _guarded(lambda: build(wiring)(args=arguments, prog_name="studio", standalone_mode=False))
    sys.stdout.flush()
    sys.stderr.flush()
    if code == INTERRUPTED:
        os._exit(code)  # a step in a thread may still be at work; all it can leave behind is written whole
    sys.exit(code)


def _guarded(run: Callable[[], object]) -> int:
    try:
        code = run()
    except StudioError as error:
        return _say(error.message, error.hint, error.exit_code)
    except usage.NoArgsIsHelpError as error:
        print(error.format_message())
        return 0
    except usage.UsageError as error:
        return _say(_plain(error), _usage_hint(error), BAD_REQUEST)
    except (KeyboardInterrupt, typer.Abort):
        return _say("interrupted", "", INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        return _unexpected(error)
    return code if isinstance(code, int) else 0


def _say(message: str, hint: str, code: int) -> int:
    print(f"error: {redact(' '.join(message.split()))}", file=sys.stderr)
    if hint:
        print(f"hint: {redact(' '.join(hint.split()))}", file=sys.stderr)
    return code


def _plain(error: usage.UsageError) -> str:
    return error.format_message().rstrip(".")


def _usage_hint(error: usage.UsageError) -> str:
    command = error.ctx.command_path if error.ctx else "studio"
    return f"`{command} --help` shows how it is used"


def _unexpected(error: Exception) -> int:
    from studio.settings import get_settings
    from studio.telemetry.logfile import open_log

    path = open_log(get_settings().home)
    logging.getLogger("studio.cli").error("unexpected", exc_info=error)
    kind = type(error).__name__
    return _say(f"something broke: {kind}: {error}", f"details are in {path}; `studio resume last` goes on", FAILED)
