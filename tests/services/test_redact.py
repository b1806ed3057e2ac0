"""Keys do not reach logs, messages, records or reprs."""

import logging
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import SecretStr

from graphs.deliver import write_record
from providers.adapters.pixabay import Pixabay
from providers.catalog import VENDORS
from providers.errors import AllProvidersFailed
from providers.keys import secrets
from providers.policy import Config
from providers.records import Memory
from providers.registry import build_providers
from providers.requests import MediaRequest
from providers.router import Router
from studio.domain.runs import PieceRecord, RunRecord, RunStatus, StepStatus
from studio.settings import Settings
from studio.telemetry import redact as module
from studio.telemetry.logfile import log_path, open_log
from studio.telemetry.redact import GONE, Redacting, hide, redact
from tests.fakes.vendors.base import FakeVendor, route
from tests.fakes.vendors.wire import Call, Reply

KEY = "Zq8-Correct/Horse+Battery=Staple"


@pytest.fixture(autouse=True)
def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    """No secret of one test is known to the next."""
    monkeypatch.setattr(module, "_known", set())


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    """The log file of a home of its own."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield open_log(tmp_path)
    for handler in root.handlers:
        handler.close()
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Authorization: Bearer abcDEF123456", "Authorization: Bearer ***"),
        ("{'authorization': 'Key 3f2a9b:0123456789ab'}", "{'authorization': 'Key ***'}"),
        ("authorization=abc123", "authorization=***"),
        ("Basic dXNlcjpwYXNzd29yZA== was refused", "Basic *** was refused"),
        ("GET https://pixabay.com/api/?key=1234-ab&q=dogs", "GET https://pixabay.com/api/?key=***&q=dogs"),
        ("https://x.y/z.mp4?X-Amz-Signature=ab12&Expires=9", "https://x.y/z.mp4?X-Amz-Signature=***&Expires=9"),
        ("Incorrect API key provided: sk-abc***wxyz.", "Incorrect API key provided: ***"),
        ("sk-proj-AbCdEf0123456789", "***"),
        ("sk_0123456789abcdef0123", "***"),
        ("xi-0123456789abcdef", "***"),
        ("xi-api-key: 0123456789abcdef", "xi-api-key: ***"),
        ('{"api_key": "0123456789abcdef"}', '{"api_key": "***"}'),
        ("token r8_0123456789abcdef", "token ***"),
        ("AIzaSyA0123456789012345678901234567890", "***"),
        ("redis://me:hunter22@host:6379/0", "redis://***@host:6379/0"),
    ],
)
def test_what_looks_like_a_key_goes(text: str, left: str) -> None:
    assert redact(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "reel-1.voice done in 4.2 s by elevenlabs",
        "task-something-rather-long-2 is risk-free",
        "the key: value pairs of a token_out: 123456789012345",
        "basic information about things; a bearer",
        "attempt 4f1e2d3c4b5a4f1e2d3c4b5a4f1e2d3c",
        "https://docs.litellm.ai/docs/providers?page=2",
        "keyboard shortcuts: ctrl-c",
    ],
)
def test_what_is_no_key_stays(text: str) -> None:
    assert redact(text) == text


def test_known_secrets_go_in_every_spelling() -> None:
    hide(SecretStr(KEY), SecretStr(""), "short")
    assert redact(f"a {KEY} b") == "a *** b"
    assert redact("x Zq8-Correct%2FHorse%2BBattery%3DStaple y") == "x *** y"
    assert redact("WnE4LUNvcnJlY3QvSG9yc2UrQmF0dGVyeT1TdGFwbGU=") == GONE
    assert redact("short") == "short"


def test_the_log_file_holds_no_secret(log: Path) -> None:
    hide(KEY)
    logger = logging.getLogger("some.library")
    logger.info("asked with %s", KEY)
    logger.info("headers %r", {"Authorization": "Bearer 0123456789"})
    logger.warning("one %s too few %s", KEY)
    try:
        raise ValueError(f"refused {KEY}")
    except ValueError:
        logger.exception("it broke", stack_info=True)
    written = log.read_text()
    assert KEY not in written and "0123456789" not in written
    assert written.count(GONE) >= 4 and "Traceback" in written and "ValueError: refused ***" in written


def test_other_handlers_see_the_same_words() -> None:
    record = logging.LogRecord("a", logging.INFO, "f", 1, "key %s", ("sk-0123456789ab",), None)
    assert Redacting().filter(record) and record.getMessage() == "key ***"


def test_every_variable_that_is_set_is_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [n for v in VENDORS.values() for n in (v.key, *v.other_keys, v.webhook) if n] + ["ANTHROPIC_API_KEY"]
    for name in names:
        monkeypatch.setenv(name, f"value-of-{name}")
    settings = Settings(model_api_key=SecretStr("value-of-the-model"))
    found = {secret.get_secret_value() for secret in secrets(settings)}
    assert found == {f"value-of-{name}" for name in names} | {"value-of-the-model"}
    assert not any(value in repr(settings) + repr(list(secrets(settings))) for value in found)


def test_no_provider_shows_its_key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for vendor in VENDORS.values():
        monkeypatch.setenv(vendor.key, KEY)
    settings = Settings(home=tmp_path, model="openai/x", model_api_key=SecretStr(KEY))
    for provider in build_providers(settings, Config()):
        shown = repr(provider) + repr({n: v for n, v in vars(provider).items() if n != "_api_key"})
        assert KEY not in shown, provider.name


class Gossip(FakeVendor):
    """A vendor that repeats the key in its errors."""

    name = "pixabay"
    prefix = "/api"

    def _authorised(self, call: Call) -> bool:
        return True

    @route("GET", "/")
    def photos(self, call: Call) -> Reply:
        return Reply({"message": f"the key {call.query['key']} is not welcome"}, 403)


def failed_run(folder: Path, error: str) -> RunRecord:
    piece = PieceRecord(id="reel-1", title="", status=StepStatus.failed, files=None, seconds=0, error=error)
    return RunRecord(
        run_id="r",
        status=RunStatus.failed,
        brief="x",
        pieces=(piece,),
        cost_usd=Decimal("0"),
        wall_seconds=1,
        out=str(folder),
    )


async def test_a_vendor_that_repeats_the_key_is_not_quoted(tmp_path: Path, log: Path) -> None:
    memory = Memory()
    with Gossip.running() as fake:
        router = Router([Pixabay(SecretStr(KEY), base_url=fake.url)], recorder=memory)
        with pytest.raises(AllProvidersFailed) as caught:
            await router.generate("media", MediaRequest(query="sea", kind="photo"))
        await router.aclose()
    error = caught.value
    logging.getLogger("test").error("failed", exc_info=error)
    piece = PieceRecord(
        id="reel-1",
        title="",
        status=StepStatus.failed,
        files=None,
        seconds=0,
        error=f"{error.message}; {error.trail}",
    )
    record = RunRecord(
        run_id="r",
        status=RunStatus.failed,
        brief="x",
        pieces=(piece,),
        cost_usd="0",
        wall_seconds=1,
        out=str(tmp_path),
    )
    write_record(tmp_path, record)
    seen = (
        repr(error),
        str(error.causes),
        error.hint,
        repr(memory.records),
        log_path(tmp_path).read_text(),
        (tmp_path / "run.json").read_text(),
        (tmp_path / "index.html").read_text(),
    )
    assert not any(KEY in text for text in seen)
    assert "is not welcome" in error.message
