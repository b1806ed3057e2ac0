"""The parent's side: one warm child process that speaks, started on first use and after a crash.

The child belongs to the process and not to an event loop: threads read its answers, so that it stays warm
from one loop to the next.
"""

import asyncio
import contextlib
import os
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import IO, BinaryIO, cast

from providers import errors
from providers.errors import ProviderError, VendorServer
from providers.requests import SpeechRequest, SpeechResult
from providers.speech import wire
from providers.speech.spoken import Spoken

LAST_LINES = 5
"""Lines of the child's stderr kept to explain a crash."""

Answer = asyncio.Future[wire.Frame]


class Child:
    """A speech engine in a process of its own. Requests are queued; cancelling one frees the queue."""

    def __init__(self, module: str, arguments: Sequence[str] = ()) -> None:
        self._command = (sys.executable, "-P", "-m", module, str(os.getpid()), *arguments)
        self._line: _Line | None = None
        self._starting = threading.Lock()

    async def perform(self, request: SpeechRequest) -> SpeechResult:
        """Speak into a new temporary file, which the caller deletes.

        Raises:
            ProviderError: What the engine answered with; VendorServer after a crash.
        """
        out = await asyncio.to_thread(_new_file)
        try:
            frame = {"request": request.model_dump(mode="json"), "out": str(out)}
            spoken = Spoken.model_validate(await self._open_line().ask(frame))
        except BaseException:
            await asyncio.shield(asyncio.to_thread(out.unlink, missing_ok=True))
            raise
        return SpeechResult(
            audio=out,
            timing=spoken.timing,
            voice=spoken.voice or request.voice,
            language=request.language,
            speed=spoken.speed,
            note=spoken.note,
        )

    @property
    def pid(self) -> int | None:
        """Process id of the running child, None while there is none."""
        return self._line.process.pid if self._line and not self._line.ended else None

    async def aclose(self) -> None:
        """Stop the child and wait until it is gone."""
        line, self._line = self._line, None
        if line is not None:
            await asyncio.to_thread(line.close)

    def _open_line(self) -> "_Line":
        with self._starting:
            if self._line is None or self._line.ended:
                self._line = _Line(self._command)
            return self._line


class _Line:
    """A running child and the answers awaited from it."""

    def __init__(self, command: Sequence[str]) -> None:
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe)
        self.ended = False
        self._numbers = count(1)
        self._waiting: dict[int, Answer] = {}
        self._state = threading.Lock()
        self._complaints: deque[str] = deque(maxlen=LAST_LINES)
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._overhear, self._listen)]
        for thread in self._threads:
            thread.start()

    async def ask(self, frame: wire.Frame) -> wire.Frame:
        """Send a job and wait for what was spoken."""
        answer: Answer = asyncio.get_running_loop().create_future()
        number = self._send_job(frame, answer)
        try:
            return _spoken(await answer)
        except asyncio.CancelledError:
            self._send({"cancel": number})
            raise
        finally:
            with self._state:
                self._waiting.pop(number, None)

    def close(self) -> None:
        """Kill the child and wait for it."""
        self.process.kill()
        for thread in self._threads:
            thread.join()

    def _send_job(self, frame: wire.Frame, answer: Answer) -> int:
        with self._state:
            number = next(self._numbers)
            if self.ended:
                raise self._crash()
            self._waiting[number] = answer
        self._send({"job": number, **frame})
        return number

    def _send(self, frame: wire.Frame) -> None:
        # A broken pipe is told by `_listen`, to everyone who waits.
        with contextlib.suppress(OSError, ValueError), self._state:
            _pipe(self.process.stdin).write(wire.pack(frame))
            _pipe(self.process.stdin).flush()

    def _listen(self) -> None:
        with _pipe(self.process.stdout) as stdout:
            while (frame := wire.read(stdout)) is not None:
                with self._state:
                    answer = self._waiting.get(frame["job"])
                _settle(answer, frame)
        self.process.wait()
        self._threads[0].join()
        with self._state, contextlib.suppress(OSError):
            self.ended = True
            _pipe(self.process.stdin).close()
        waiting = list(self._waiting.values())
        for answer in waiting:
            _settle(answer, self._crash())

    def _overhear(self) -> None:
        with _pipe(self.process.stderr) as stderr:
            for line in stderr:
                self._complaints.append(line.decode(errors="replace").strip())

    def _crash(self) -> VendorServer:
        said = f": {self._complaints[-1]}" if self._complaints else ""
        return VendorServer(
            f"the speech engine stopped with exit status {self.process.returncode}{said}",
            "it is started again at the next try; free some memory if it keeps stopping",
        )


def _settle(answer: Answer | None, outcome: wire.Frame | VendorServer) -> None:
    """Hand an answer to the loop that waits for it, if it still does."""

    def settle() -> None:
        if answer is None or answer.done():
            return
        if isinstance(outcome, VendorServer):
            answer.set_exception(outcome)
        else:
            answer.set_result(outcome)

    if answer is not None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits
            answer.get_loop().call_soon_threadsafe(settle)


def _pipe(stream: IO[bytes] | None) -> BinaryIO:
    assert stream is not None
    return cast(BinaryIO, stream)


def _new_file() -> Path:
    handle, name = tempfile.mkstemp(prefix="studio-voice-", suffix=".wav")
    os.close(handle)
    return Path(name)


def _spoken(frame: wire.Frame) -> wire.Frame:
    if "error" in frame:
        kind = getattr(errors, frame["error"], VendorServer)
        error: ProviderError = kind(frame["message"], frame["hint"])
        raise error
    spoken: wire.Frame = frame["spoken"]
    return spoken
