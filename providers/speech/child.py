"""The parent's side: one warm child process that speaks, started on first use and after a crash."""

import asyncio
import contextlib
import os
import sys
import tempfile
from collections import deque
from collections.abc import Sequence
from itertools import count
from pathlib import Path

from providers import ports
from providers.ports import ProviderError, SpeechRequest, SpeechResult, VendorServer
from providers.speech import wire
from providers.speech.spoken import Spoken

LAST_LINES = 5
"""Lines of the child's stderr kept to explain a crash."""


class Child:
    """A speech engine in a process of its own. Requests are queued; cancelling one frees the queue."""

    def __init__(self, module: str, arguments: Sequence[str] = ()) -> None:
        self._command = (sys.executable, "-P", "-m", module, str(os.getpid()), *arguments)
        self._opening: asyncio.Task[_Line] | None = None

    async def speak(self, request: SpeechRequest, out: Path) -> Spoken:
        """Speak into `out`. Raises the ProviderError the engine answered with, VendorServer after a crash."""
        line = await self._line()
        return Spoken.model_validate(await line.ask({"request": request.model_dump(mode="json"), "out": str(out)}))

    async def perform(self, request: SpeechRequest) -> SpeechResult:
        """Speak into a new temporary file, which the caller deletes."""
        out = await asyncio.to_thread(_new_file)
        try:
            spoken = await self.speak(request, out)
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
        task = self._opening
        return task.result().process.pid if task and _is_open(task) else None

    async def aclose(self) -> None:
        """Stop the child and wait until it is gone."""
        task, self._opening = self._opening, None
        if task is not None and task.get_loop() is asyncio.get_running_loop():
            with contextlib.suppress(OSError):
                await (await task).close()

    async def _line(self) -> "_Line":
        task, loop = self._opening, asyncio.get_running_loop()
        if task is not None and task.get_loop() is not loop:
            _abandon(task)
            task = None
        if task is None or (task.done() and not _is_open(task)):
            task = self._opening = loop.create_task(_Line.open(self._command))
        return await asyncio.shield(task)


def _new_file() -> Path:
    handle, name = tempfile.mkstemp(prefix="studio-voice-", suffix=".wav")
    os.close(handle)
    return Path(name)


def _abandon(task: "asyncio.Task[_Line]") -> None:
    """End a child whose event loop is over: nobody can read its answers any more."""
    if _is_open(task):
        with contextlib.suppress(ProcessLookupError):
            task.result().process.kill()


def _is_open(task: "asyncio.Task[_Line]") -> bool:
    return task.done() and not task.cancelled() and task.exception() is None and not task.result().ended


class _Line:
    """A running child and the answers awaited from it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.ended = False
        self._numbers = count(1)
        self._waiting: dict[int, asyncio.Future[wire.Frame]] = {}
        self._complaints: deque[str] = deque(maxlen=LAST_LINES)
        self._tasks = (asyncio.create_task(self._listen()), asyncio.create_task(self._overhear()))

    @classmethod
    async def open(cls, command: Sequence[str]) -> "_Line":
        """Start the child."""
        pipe = asyncio.subprocess.PIPE
        return cls(await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, stderr=pipe))

    async def ask(self, frame: wire.Frame) -> wire.Frame:
        """Send a job and wait for what was spoken."""
        number = next(self._numbers)
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        try:
            if self.ended:
                raise self._crash()
            self._send({"job": number, **frame})
            return _spoken(await answer)
        except asyncio.CancelledError:
            self._send({"cancel": number})
            raise
        finally:
            self._waiting.pop(number, None)

    async def close(self) -> None:
        """Kill the child and wait for it."""
        self.ended = True
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _send(self, frame: wire.Frame) -> None:
        assert self.process.stdin is not None
        if not self.process.stdin.is_closing():
            self.process.stdin.write(wire.pack(frame))

    async def _listen(self) -> None:
        assert self.process.stdout is not None
        stdout = self.process.stdout
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                (size,) = wire.HEAD.unpack(await stdout.readexactly(wire.HEAD.size))
                self._hand_over(wire.decode(await stdout.readexactly(size)))
        self.ended = True
        await self.process.wait()
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(self._crash())

    def _hand_over(self, frame: wire.Frame) -> None:
        answer = self._waiting.get(frame["job"])
        if answer is not None and not answer.done():
            answer.set_result(frame)

    async def _overhear(self) -> None:
        assert self.process.stderr is not None
        async for line in self.process.stderr:
            self._complaints.append(line.decode(errors="replace").strip())

    def _crash(self) -> VendorServer:
        said = f": {self._complaints[-1]}" if self._complaints else ""
        return VendorServer(
            f"the speech engine stopped with exit status {self.process.returncode}{said}",
            "it is started again at the next try; free some memory if it keeps stopping",
        )


def _spoken(frame: wire.Frame) -> wire.Frame:
    if "error" in frame:
        kind = getattr(ports, frame["error"], VendorServer)
        error: ProviderError = kind(frame["message"], frame["hint"])
        raise error
    spoken: wire.Frame = frame["spoken"]
    return spoken
