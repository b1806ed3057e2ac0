"""The child's side: takes jobs from stdin one after another, answers on stdout, dies with its parent."""

import os
import queue
import signal
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import BinaryIO, Protocol

from providers.errors import ProviderError, Unavailable, VendorServer
from providers.requests import SpeechRequest
from providers.speech import wire
from providers.speech.spoken import Cancelled, Spoken
from studio.leash import hold


class Engine(Protocol):
    """Speaks a request into a file."""

    def speak(self, request: SpeechRequest, out: Path, stop: Callable[[], bool]) -> Spoken:
        """Write a WAV to `out`; `stop` turns true when nobody waits any more: raise Cancelled then."""


class _Jobs:
    """Jobs in order of arrival, and the numbers of those that were called off."""

    def __init__(self) -> None:
        self.waiting: queue.Queue[wire.Frame] = queue.Queue()
        self.cancelled: set[int] = set()

    def is_cancelled(self, number: int) -> bool:
        """Whether nobody waits for this job any more."""
        return number in self.cancelled

    def read_all(self, source: BinaryIO) -> None:
        """Take frames until the parent closes its end, then leave at once."""
        while (frame := wire.read(source)) is not None:
            if "cancel" in frame:
                self.cancelled.add(frame["cancel"])
            else:
                self.waiting.put(frame)
        os._exit(0)


def serve(parent: int, open_engine: Callable[[], Engine]) -> None:
    """Answer jobs until the parent goes away.

    Args:
        parent: Process id of the parent.
        open_engine: Loads the engine; called at the first job, so that its errors are answers.
    """
    hold(parent, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = _keep_stdout_for_frames()
    jobs = _Jobs()
    threading.Thread(target=jobs.read_all, args=(sys.stdin.buffer,), daemon=True).start()
    engine: Engine | None = None
    while True:
        job = jobs.waiting.get()
        number = job["job"]
        try:
            engine = engine or _opened(open_engine)
            answer = _answer(engine, job, partial(jobs.is_cancelled, number))
        except ProviderError as error:
            answer = {"error": type(error).__name__, "message": error.message, "hint": error.hint}
        jobs.cancelled.discard(number)
        answers.write(wire.pack({"job": number, **answer}))
        answers.flush()


def _opened(open_engine: Callable[[], Engine]) -> Engine:
    try:
        return open_engine()
    except ImportError as error:
        raise Unavailable(f"the voice cannot be loaded: {error}", "reinstall ai-clone-studio") from error


def _answer(engine: Engine, job: wire.Frame, stop: Callable[[], bool]) -> wire.Frame:
    request = SpeechRequest.model_validate(job["request"])
    try:
        if stop():
            raise Cancelled
        return {"spoken": engine.speak(request, Path(job["out"]), stop).model_dump()}
    except Cancelled:
        return {"error": "VendorServer", "message": "the speech was called off", "hint": ""}
    except ProviderError:
        raise
    except Exception as error:
        raise VendorServer(f"the speech engine failed: {error!r}", "try again; another voice may do") from error


def _keep_stdout_for_frames() -> BinaryIO:
    """Give libraries that print stderr instead, so that they cannot break a frame."""
    frames = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return frames
