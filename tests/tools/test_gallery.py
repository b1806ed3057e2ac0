"""The gallery page."""

from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

from studio.domain.runs import Gate, PieceFiles, PieceRecord, RunRecord, RunStatus, StepStatus
from tests.fakes.scripts import script
from tools.gallery import write_gallery


class Page(HTMLParser):
    """Collects what a page links to and plays."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.sources: list[str] = []
        self.tags: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.sources += [v or "" for k, v in attrs if k in {"src", "href", "poster"}]


def record(folder: Path, brief: str = "5 fitness reels") -> RunRecord:
    files = PieceFiles(
        video="reel-1/video.mp4", cover="reel-1/cover.jpg", post="reel-1/post.json", script="reel-1/script.json"
    )
    (folder / "reel-1").mkdir()
    (folder / files.script).write_text(script().model_dump_json())
    done = PieceRecord(
        id="reel-1",
        title="Walk more",
        status=StepStatus.done,
        files=files,
        seconds=19.8,
        gates=(Gate(name="loudness", passed=True, measured="-14.1 LUFS", wanted="-14 +-1 LUFS"),),
        made_by={"voice": "kokoro heart"},
    )
    failed = PieceRecord(
        id="reel-2", title="", status=StepStatus.failed, files=None, seconds=0, error="no voice <here>"
    )
    return RunRecord(
        run_id="r1",
        status=RunStatus.failed,
        brief=brief,
        pieces=(done, failed),
        cost_usd=Decimal("0.123"),
        wall_seconds=75,
        out=str(folder),
    )


def test_it_plays_what_was_made_and_tells_what_was_not(tmp_path: Path) -> None:
    text = write_gallery(tmp_path, record(tmp_path)).read_text()
    page = Page(text)
    assert page.tags.count("video") == 1
    assert "reel-1/video.mp4" in page.sources
    assert "Walk ten minutes after dinner." in text
    assert "no voice &lt;here&gt;" in text and "studio resume r1" in text
    assert "$0.12" in text and "1 min 15 s" in text and "kokoro heart" in text


def test_it_asks_nothing_of_the_network_and_runs_nothing_from_the_brief(tmp_path: Path) -> None:
    hostile = "<script>alert(1)</script>"
    page = Page(write_gallery(tmp_path, record(tmp_path, hostile)).read_text())
    assert not [s for s in page.sources if ":" in s]
    assert page.tags.count("script") == 1
