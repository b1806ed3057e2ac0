"""The language-model adapter against a real HTTP server."""

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from providers.adapters.litellm import LiteLLM
from providers.errors import BadOutput, ProviderError, RateLimited, Unavailable
from providers.requests import Message, TextRequest
from tests.fakes.openai_server import openai_server

ASK = TextRequest(messages=(Message(role="user", content="hello"),), schema_={"type": "object"})


def adapter(base_url: str) -> LiteLLM:
    return LiteLLM("openai/local", base_url=base_url, api_key="secret", timeout_seconds=20)


async def test_the_answer_its_tokens_and_the_request() -> None:
    with openai_server(lambda body: '{"ok": true}') as server:
        result = await adapter(server.base_url).generate_text(ASK)
    assert (result.text, result.input_tokens, result.output_tokens) == ('{"ok": true}', 10, 5)
    assert server.requests[0]["messages"] == [{"role": "user", "content": "hello"}]
    assert server.requests[0]["response_format"]["type"] == "json_schema"
    assert server.keys == ["Bearer secret"]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (lambda body: (401, {"error": {"message": "bad key"}}), Unavailable),
        (lambda body: (429, {"error": {"message": "slow down"}}), RateLimited),
        (lambda body: "", BadOutput),
    ],
)
async def test_faults_are_mapped(answer: Callable[[dict[str, Any]], Any], kind: type[ProviderError]) -> None:
    with openai_server(answer) as server, pytest.raises(kind) as caught:
        await adapter(server.base_url).generate_text(ASK)
    assert "secret" not in str(caught.value)
    assert len(server.requests) == 1, "retries are the router's"


def test_importing_the_providers_loads_no_litellm() -> None:
    code = "import providers.router, sys; print(any(m.split('.')[0] == 'litellm' for m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
