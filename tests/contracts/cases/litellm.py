"""LiteLLM under the common contract, at an OpenAI of its own."""

from pydantic import SecretStr

from providers.adapters.litellm import LiteLLM
from providers.requests import ImageRequest, Message, TextRequest
from tests.contracts.case import Case
from tests.fakes.vendors.openai import OpenAIFake

CASE = Case(
    fake=OpenAIFake,
    make=lambda fake: LiteLLM(
        "openai/gpt-4o-mini",
        image_model="openai/gpt-image-2",
        base_url=fake.url,
        api_key=SecretStr(fake.key),
        timeout_seconds=3.0,
    ),
    requests={
        "text": lambda folder: TextRequest(messages=(Message(role="user", content="Say hello."),)),
        "image": lambda folder: ImageRequest(prompt="a glass of water", count=2),
    },
    work={"text": "/chat/completions", "image": "/images/generations"},
    billed_before=False,
)
