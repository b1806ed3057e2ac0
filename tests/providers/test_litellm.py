"""Language models and pictures through LiteLLM against real HTTP servers."""

import asyncio
import logging
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from providers.adapters.litellm import LiteLLM
from providers.adapters.litellm.errors import explain
from providers.errors import (
    Auth,
    BadOutput,
    ContentRejected,
    Dropped,
    ProviderError,
    QuotaExhausted,
    RateLimited,
    Unsupported,
    VendorServer,
)
from providers.requests import ImageRequest, Message, TextRequest
from providers.usage import total
from tests.fakes.openai_server import openai_server
from tests.fakes.vendors.openai import OpenAIFake

ASK = TextRequest(messages=(Message(role="user", content="hello"),), schema_={"type": "object"})


@pytest.fixture
def fake() -> Iterator[OpenAIFake]:
    with OpenAIFake.running() as fake:
        yield fake
        assert fake.violations == []


@pytest.fixture
async def model(fake: OpenAIFake) -> AsyncIterator[LiteLLM]:
    found = LiteLLM(
        "openai/gpt-4o-mini", base_url=fake.url, api_key=SecretStr(fake.key), image_model="openai/gpt-image-2"
    )
    yield found
    await found.aclose()


def adapter(base_url: str) -> LiteLLM:
    return LiteLLM("openai/local", base_url=base_url, api_key="secret", timeout_seconds=20)


async def test_the_answer_its_tokens_and_the_request() -> None:
    with openai_server(lambda body: '{"ok": true}') as server:
        local = adapter(server.base_url)
        result = await local.generate_text(ASK)
        await local.aclose()
    assert (result.text, result.input_tokens, result.output_tokens) == ('{"ok": true}', 10, 5)
    assert total(result.usage, "token_in") == 10
    assert total(result.usage, "token_out") == 5
    assert result.cost_usd is None, "a model that is in no price map has no price"
    assert server.requests[0]["messages"] == [{"role": "user", "content": "hello"}]
    assert server.requests[0]["response_format"]["type"] == "json_schema"
    assert server.keys == ["Bearer secret"]


async def test_an_answer_is_told_as_it_is_written_and_billed_as_a_whole_one_is() -> None:
    heard: list[str] = []
    begun = threading.Event()

    def pieces() -> Iterator[str]:
        yield "Good "
        assert begun.wait(20), "nobody heard of the beginning before the end"
        yield "morning"

    async def hear(words: str) -> None:
        heard.append(words)
        begun.set()

    priced = "openai/gpt-4o-mini"
    with openai_server(lambda body: pieces() if body.get("stream") else "Good morning") as server:
        model = LiteLLM(priced, base_url=server.base_url, api_key="secret", timeout_seconds=20)
        streamed = await model.stream_text(ASK, hear)
        whole = await model.generate_text(ASK)
        await model.aclose()
    assert heard == ["Good ", "morning"] and streamed == whole
    assert streamed.cost_usd and total(streamed.usage, "token_out") == 5
    assert server.requests[0]["stream_options"] == {"include_usage": True}


async def test_a_stream_that_is_refused_or_breaks_is_an_error_like_any_other() -> None:
    def broken() -> Iterator[str]:
        yield "Good "
        raise ConnectionResetError

    async def hear(words: str) -> None:
        pass

    answers: dict[type[ProviderError], Any] = {
        RateLimited: lambda _: (429, {"error": {"message": "slow down"}}),
        Dropped: lambda _: broken(),
    }
    for kind, answer in answers.items():
        with openai_server(answer) as server, pytest.raises(kind):
            local = adapter(server.base_url)
            try:
                await local.stream_text(ASK, hear)
            finally:
                await local.aclose()


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (lambda body: (401, {"error": {"message": "bad key: secret"}}), Auth),
        (lambda body: (404, {"error": {"message": "no such model"}}), Unsupported),
        (lambda body: (429, {"error": {"message": "slow down"}}), RateLimited),
        (lambda body: (529, {"error": {"message": "overloaded"}}), VendorServer),
        (lambda body: (400, {"error": {"message": "too long", "code": "context_length_exceeded"}}), Unsupported),
        (lambda body: (400, {"error": {"message": "no", "code": "content_policy_violation"}}), ContentRejected),
        (lambda body: (400, {"error": {"message": "Your credit balance is too low"}}), QuotaExhausted),
        (lambda body: "", BadOutput),
    ],
)
async def test_faults_are_mapped(answer: Callable[[dict[str, Any]], Any], kind: type[ProviderError]) -> None:
    with openai_server(answer) as server, pytest.raises(kind) as caught:
        await adapter(server.base_url).generate_text(ASK)
    assert type(caught.value) is kind
    assert "secret" not in f"{caught.value} {caught.value.message}"
    assert caught.value.failover
    assert len(server.requests) == 1, "retries are the router's"


@pytest.mark.parametrize("fault", ["500", "503", "429", "drop", "truncate"])
async def test_a_picture_is_never_asked_for_twice(fake: OpenAIFake, model: LiteLLM, fault: Any) -> None:
    fake.fail(fault)
    with pytest.raises(ProviderError):
        await model.generate_image(ImageRequest(prompt="tea"))
    assert len(fake.seen) == 1


async def test_a_known_model_has_its_price_a_picture_has_none(fake: OpenAIFake, model: LiteLLM) -> None:
    text = await model.generate_text(ASK)
    come, go = fake.billed("token_in"), fake.billed("token_out")
    assert text.cost_usd == come * Decimal("0.00000015") + go * Decimal("0.0000006")
    picture = await model.generate_image(ImageRequest(prompt="tea"))
    assert picture.cost_usd is None
    assert picture.model == "openai/gpt-image-2"
    assert total(picture.usage, "token_out") == 1243


async def test_an_empty_account_is_told_from_a_rate_limit(fake: OpenAIFake, model: LiteLLM) -> None:
    fake.empty = True
    with pytest.raises(QuotaExhausted):
        await model.generate_text(ASK)
    with pytest.raises(QuotaExhausted):
        await model.generate_image(ImageRequest(prompt="tea"))


async def test_moderation_is_told_from_other_refusals(model: LiteLLM) -> None:
    ask = TextRequest(messages=(Message(role="user", content="something forbidden"),))
    with pytest.raises(ContentRejected):
        await model.generate_text(ask)


async def test_several_go_by_their_own_names(fake: OpenAIFake) -> None:
    one = LiteLLM("anthropic/claude-sonnet-4-5", api_key="k-1", name="anthropic")
    two = LiteLLM(image_model="gemini/imagen-4.0-generate-001", api_key="k-2", name="gemini")
    assert (one.name, dict(one.capabilities.models)) == ("anthropic", {"text": "anthropic/claude-sonnet-4-5"})
    assert (two.name, set(two.capabilities.tasks)) == ("gemini", {"image"})
    assert LiteLLM.name == "litellm"
    assert one.refusal("image", ImageRequest(prompt="tea")) != ""
    assert [u.unit for u in two.estimate("image", ImageRequest(prompt="tea", count=3)).usage] == ["image"]
    with pytest.raises(Unsupported, match="gemini cannot do text"):
        await two.generate_text(ASK)


async def test_claude_is_spoken_to_in_its_own_words(caplog: pytest.LogCaptureFixture) -> None:
    """Anthropic's errors have another form, and its client is LiteLLM's own."""
    caplog.set_level(logging.DEBUG, logger="LiteLLM")
    key = "sk-ant-0123456789-abcdefghij"
    with openai_server(lambda body: (529, {"type": "error", "error": {"message": "Overloaded"}})) as server:
        claude = LiteLLM("anthropic/claude-sonnet-4-5", base_url=server.base_url, api_key=key, name="anthropic")
        with pytest.raises(VendorServer) as caught:
            await claude.generate_text(ASK)
        await claude.aclose()
    assert key not in caught.value.message + caplog.text + repr(vars(claude))
    assert len(server.requests) == 1


async def test_who_leaves_claude_leaves_no_request_behind(fake: OpenAIFake) -> None:
    fake.delay = 30.0
    claude = LiteLLM("anthropic/claude-sonnet-4-5", base_url=fake.origin, api_key="k", name="anthropic")
    call = asyncio.ensure_future(claude.generate_text(ASK))
    assert await _soon(lambda: fake.wire.active == 1)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert await _soon(lambda: fake.wire.active == 0)
    await claude.aclose()


async def _soon(true: Callable[[], bool]) -> bool:
    for _ in range(2000):
        if true():
            break
        await asyncio.sleep(0.005)
    return true()


async def test_closed_it_can_be_used_again(fake: OpenAIFake, model: LiteLLM) -> None:
    await model.generate_text(ASK)
    await model.aclose()
    assert (await model.generate_text(ASK)).text == fake.answer


async def test_nothing_it_logs_has_the_key(fake: OpenAIFake, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("LiteLLM", "openai", "httpx"):
        caplog.set_level(logging.DEBUG, logger=name)
    model = LiteLLM("openai/gpt-4o-mini", base_url=fake.url, api_key=fake.key)
    fake.fail("401")
    with pytest.raises(Auth):
        await model.generate_text(ASK)
    await model.generate_text(ASK)
    await model.aclose()
    assert "chat/completions" in caplog.text
    assert fake.key not in caplog.text


def test_an_error_of_no_known_kind_is_an_answer_that_cannot_be_read() -> None:
    assert type(explain(KeyError("choices"), "m", "")) is BadOutput


def test_importing_the_providers_loads_no_litellm() -> None:
    modules = "providers.router, providers.adapters.litellm"
    code = f"import {modules}, sys; print(any(m.split('.')[0] in ('litellm', 'openai') for m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_it_writes_nothing_to_where_results_go(tmp_path: Path) -> None:
    code = (
        "import asyncio, logging, sys\n"
        "from pathlib import Path\n"
        "from studio.telemetry.logfile import open_log\n"
        "open_log(Path(sys.argv[2]))\n"
        "from providers.adapters.litellm import LiteLLM\n"
        "from providers.requests import Message, TextRequest\n"
        "model = LiteLLM('openai/gpt-4o-mini', base_url=sys.argv[1], api_key='k')\n"
        "asyncio.run(model.generate_text(TextRequest(messages=(Message(role='user', content='hi'),))))\n"
    )
    with openai_server(lambda body: "hello") as server:
        command = [sys.executable, "-c", code, server.base_url, str(tmp_path)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == ""
