"""`studio providers` and `studio doctor`: what is there, what turns the rest on, how it did."""

import asyncio
import json
import logging
import re
from collections.abc import Callable, Coroutine, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from api.cli.main import main
from providers.catalog import VENDORS
from providers.usage import used
from studio.services.books import Books
from studio.settings import get_settings
from tests.fakes.records import began, database, over
from tests.fakes.studio_cli import fake_studio

Call = Callable[..., str]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def call(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Call]:
    """Call the command in this process, on a machine without any key; gives what it printed."""
    home.mkdir()
    monkeypatch.chdir(home.parent)
    monkeypatch.setenv("STUDIO_HOME", str(home))
    for name in [n for v in VENDORS.values() for n in (v.key, *v.other_keys)] + ["STUDIO_MODEL"]:
        monkeypatch.delenv(name, raising=False)
    handlers = logging.getLogger().handlers[:]

    def run(*arguments: str, code: int = 0) -> str:
        get_settings.cache_clear()
        with pytest.raises(SystemExit) as left:
            main(arguments, wiring=fake_studio)
        out, err = capsys.readouterr()
        assert left.value.code == code, err
        return err if code else out

    yield run
    logging.getLogger().handlers[:] = handlers
    get_settings.cache_clear()


def written(folder: Path, work: Callable[[Books], Coroutine[Any, Any, None]]) -> None:
    """Fill the books."""

    async def fill() -> None:
        async with database(folder) as db:
            books = await Books.open(db)
            await work(books)
            await books.close()

    asyncio.run(fill())


async def spoken(books: Books) -> None:
    """Ten minutes from ElevenLabs (9,000 characters) with one failure, one minute from Kokoro."""
    for number in range(10):
        record = began("0.54")
        outcome, usd = ("Timeout", "0.54") if number == 9 else ("ok", "0.54")
        await books.began(record)
        await books.ended(over(record, outcome, usd, usage=used("character", 900), seconds=2.0))
    await books.ended(over(began("0", provider="kokoro", why="failover"), usd="0", seconds=4.0))


def test_everything_is_listed_with_what_turns_it_on(call: Call) -> None:
    found = {row["name"]: row for row in json.loads(call("providers", "--json"))}
    assert found.keys() >= {*VENDORS, "litellm", "kokoro", "espeak", "drawn", "music-pack", "playht"}
    for vendor in VENDORS.values():
        row = found[vendor.name]
        assert (row["state"], row["variable"], row["keys_page"]) == ("off", vendor.key, vendor.keys_page)
        assert vendor.key in row["why_off"] and row["price"], vendor.name
    assert found["kokoro"]["state"] == "on" and found["kokoro"]["local"]
    assert found["playht"]["state"] == "gone" and "cartesia and fish" in found["playht"]["why_off"]


def test_a_key_turns_a_vendor_on_and_is_not_shown(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FISH_AUDIO_API_KEY", "very-secret-0123")
    found = {row["name"]: row for row in json.loads(call("providers", "--json"))}
    assert (found["fish"]["state"], found["fish"]["why_off"]) == ("on", "")
    assert "very-secret-0123" not in call("providers") + call("providers", "--json") + call("doctor", "--json")


def test_a_vendor_switched_off_is_told_as_such(call: Call, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FISH_API_KEY", "very-secret-0123")
    (home / "providers.yaml").write_text('providers: {fish: {"on": false}}')
    found = {row["name"]: row for row in json.loads(call("providers", "--json"))}
    assert (found["fish"]["state"], found["fish"]["variable"]) == ("off", "")
    assert found["fish"]["why_off"] == "switched off in providers.yaml"


def test_negotiated_prices_are_the_ones_shown(call: Call, home: Path) -> None:
    (home / "providers.yaml").write_text(
        "providers: {veo: {discount: 0.5}, heygen: {prices: [{unit: second, usd: 1}]}}"
    )
    found = {row["name"]: row["price"] for row in json.loads(call("providers", "--json"))}
    assert (found["veo"], found["heygen"]) == ("$3.00 / minute", "$60.00 / minute")


def test_the_last_day_is_shown_with_its_errors(call: Call, home: Path) -> None:
    written(home, spoken)
    found = {row["name"]: row for row in json.loads(call("providers", "--json"))}
    day = found["elevenlabs"]["last_24h"]
    assert (day["requests"], day["errors"], day["error_share"]) == (10, {"Timeout": 1}, 0.1)
    assert day["p95"] == pytest.approx(2.0, rel=0.03) and day["cost_usd"] == "5.40"
    assert found["fish"]["last_24h"] is None
    line = next(line for line in call("providers").splitlines() if line.startswith("kokoro"))
    assert re.search(r"free\s+1\s+0\.0%\s+[34]\.\d s", line)


def test_in_a_pipe_a_vendor_is_one_line(call: Call) -> None:
    lines = call("providers").splitlines()
    line = next(line for line in lines if line.startswith("elevenlabs"))
    assert "set ELEVENLABS_API_KEY" in line and "https://elevenlabs.io" in line and "$0.06 / 1k characters" in line
    assert any(line.startswith("playht: ") for line in lines)
    assert max(map(len, lines)) <= 160


def test_the_report_counts_sums_and_compares(call: Call, home: Path) -> None:
    written(home, spoken)
    found = json.loads(call("providers", "--report", "--json"))
    assert (found["billed_usd"], found["maybe_usd"], found["held_usd"]) == ("4.86", "0.54", "0")
    lines = {(line["provider"], line["task"]): line for line in found["providers"]}
    assert lines["kokoro", "speech"]["failovers"] == 1
    assert lines["elevenlabs", "speech"]["requests"] == 10
    (speech,) = found["selfhost"]
    assert speech["output_month"] == pytest.approx(600, rel=0.01) and speech["api_usd_month"] == 5.4
    assert speech["licence"] == "MIT" and "at 10 minutes a month the API is cheaper" in speech["words"]


def test_fewer_days_are_taken_to_a_month(call: Call, home: Path) -> None:
    written(home, spoken)
    (speech,) = json.loads(call("providers", "--report", "--days", "3", "--json"))["selfhost"]
    assert speech["api_usd_month"] == 54


def test_assumptions_can_be_replaced(call: Call, home: Path) -> None:
    written(home, spoken)
    report = call("providers", "--report", "--assume", "upkeep_usd=0", "--assume", "speech.throughput=100")
    assert "speech: the GPU is cheaper at any volume" in report and "100 s of output a GPU second" in report
    wrong = call("providers", "--report", "--assume", "speech.speed=3", code=2)
    assert "nothing to assume in 'speech.speed=3'" in wrong and "hint: for example" in wrong


def test_a_report_without_calls_says_so(call: Call) -> None:
    assert "nobody was asked anything in the last 7 days" in call("providers", "--report", "--days", "7")


def test_doctor_names_the_variables_in_one_line(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEXELS_API_KEY", "very-secret-0123")
    printed = call("doctor")
    told = printed[printed.index("vendors: ") :]
    assert "13 of 14 are off" in told and "`studio providers`" in told
    assert "ELEVENLABS_API_KEY" in told and "PEXELS_API_KEY" not in told
    finding = {f["what"]: f for f in json.loads(call("doctor", "--json"))}["vendors"]
    assert not finding["ok"] and not finding["needed"]


def test_sums_are_money(home: Path) -> None:
    home.mkdir()
    total: list[Decimal] = []

    async def work(books: Books) -> None:
        await spoken(books)
        total.append((await books.ledger.spent()).usd)

    written(home, work)
    assert total == [Decimal("5.40")]
