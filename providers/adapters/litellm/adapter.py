"""Language models and pictures of every vendor LiteLLM speaks to, and any OpenAI-compatible server.

Retries, failover and budgets are the router's: LiteLLM only speaks the vendors' wire formats here.
It is imported on first use, because the import costs seconds and 165 MB.
"""

import asyncio
import importlib
import logging
import math
import os
from contextlib import aclosing
from dataclasses import replace
from decimal import Decimal
from types import ModuleType
from typing import Any, ClassVar

from pydantic import SecretStr

from providers import clips, pictures
from providers.adapters.litellm.errors import explain
from providers.errors import BadOutput, ContentRejected
from providers.http import VendorHttp
from providers.ports import Capabilities, Forecast, Health, Provider, Tell
from providers.requests import Aspect, ImageRequest, ImageResult, Request, TextRequest, TextResult
from providers.tasks import Task
from providers.usage import Usage, used

SIZES: dict[Aspect, tuple[int, int]] = {"9:16": (1024, 1792), "1:1": (1024, 1024), "16:9": (1792, 1024)}
"""Sizes that LiteLLM knows to say in every vendor's own words."""
OLDER_SIZES: dict[Aspect, tuple[int, int]] = {"9:16": (1024, 1536), "1:1": (1024, 1024), "16:9": (1536, 1024)}
"""The only ones of the gpt-image-1 family."""
ANSWER = 0.25
"""Share of the tokens allowed that an answer usually has."""
PATIENCE = 3
"""Pictures may take so many times the timeout of other calls."""


class LiteLLM(Provider):
    """A language model by its LiteLLM name (`gpt-5-mini`, `ollama/llama3.1`, `openai/NAME` with an address).

    Billed by tokens in and out; the cost is LiteLLM's own when it knows the model. Pictures are billed by tokens
    where the vendor tells them, else by the picture, and their cost is left to the price book.
    """

    name: ClassVar[str] = "litellm"
    capabilities: ClassVar[Capabilities] = Capabilities(
        tasks=frozenset({"text"}), regions=frozenset({"global"}), quality=0.8
    )

    def __init__(
        self,
        model: str = "",
        *,
        base_url: str = "",
        api_key: SecretStr | str = "",
        timeout_seconds: float = 60.0,
        image_model: str = "",
        name: str = "litellm",
    ) -> None:
        """One vendor's models; there may be several of these under different names.

        Args:
            model: For text; empty for none.
            base_url: When the models are not at their vendor's own address.
            api_key: Without one LiteLLM looks for the vendor's own variable (`OPENAI_API_KEY`).
            timeout_seconds: For an answer; three times as long for pictures.
            image_model: For pictures; empty for none.
            name: Of this provider.
        """
        self._model, self._image_model = model, image_model
        self._base_url = base_url
        self._key = api_key if isinstance(api_key, SecretStr) else SecretStr(api_key)
        self._timeout = timeout_seconds
        self._module: ModuleType | None = None
        self._client: Any = None
        self._http = VendorHttp(name, base_url, secrets=(self._key,), timeout=timeout_seconds)
        models: dict[Task, str] = {"text": model, "image": image_model}
        known = {task: found for task, found in models.items() if found}
        vars(self)["name"] = name
        vars(self)["capabilities"] = replace(LiteLLM.capabilities, tasks=frozenset(known), models=known)

    async def generate_text(self, request: TextRequest) -> TextResult:
        """Ask the model once.

        Raises:
            ContentRejected: The model, or its moderation, refused.
        """
        if not self._model:
            raise self._unsupported("text")
        litellm = await self._load()
        try:
            response = await litellm.acompletion(**self._text_arguments(litellm, request))
        except Exception as error:
            raise explain(error, self._model, self._key.get_secret_value()) from None
        return _answer(litellm, self._model, response)

    async def stream_text(self, request: TextRequest, tell: Tell) -> TextResult:
        """Ask the model once, telling its words as they come; billed as `generate_text` is.

        Raises:
            ContentRejected: The model, or its moderation, refused.
        """
        if not self._model:
            raise self._unsupported("text")
        litellm = await self._load()
        arguments = self._text_arguments(litellm, request)
        chunks: list[Any] = []
        try:
            stream = await litellm.acompletion(**arguments, stream=True, stream_options={"include_usage": True})
            async with aclosing(stream):
                async for chunk in stream:
                    chunks.append(chunk)
                    if words := chunk.choices and chunk.choices[0].delta.content:
                        await tell(words)
            response = litellm.stream_chunk_builder(chunks, messages=arguments["messages"])
        except Exception as error:
            raise explain(error, self._model, self._key.get_secret_value()) from None
        if response is None:
            raise BadOutput(f"{self._model} answered with nothing")
        return _answer(litellm, self._model, response)

    async def generate_image(self, request: ImageRequest) -> ImageResult:
        """Draw once. No vendor takes a seed in the same way, so none is sent."""
        if not self._image_model:
            raise self._unsupported("image")
        litellm = await self._load()
        try:
            response = await litellm.aimage_generation(**self._image_arguments(litellm, request))
        except Exception as error:
            raise explain(error, self._image_model, self._key.get_secret_value()) from None
        usage = _picture_usage(response) or used("image", len(response.data or ()))
        return ImageResult(images=await self._pictures(response), usage=usage, model=self._image_model)

    def estimate(self, task: Task, request: Request) -> Forecast:
        """Tokens by the length of what is sent and of usual answers; pictures as they are billed."""
        if isinstance(request, TextRequest):
            said = sum(_tokens(message.content) for message in request.messages) + 8
            usage = _in_and_out(said, math.ceil(request.max_tokens * ANSWER))
            return Forecast(usage, 5.0, self._model)
        if not isinstance(request, ImageRequest):
            return Forecast()
        if "gpt-image" not in self._image_model:
            return Forecast(used("image", request.count), 30.0, self._image_model)
        each = pictures.gpt_image_tokens(*_size(self._image_model, request.aspect))
        usage = _in_and_out(_tokens(request.prompt) * request.count, each * request.count)
        return Forecast(usage, 30.0, self._image_model)

    async def health(self) -> Health:
        """Whether LiteLLM knows where the model is and has the keys it wants; sends nothing."""
        litellm = await self._load()
        if self._base_url or self._key.get_secret_value():
            return Health(ok=True)
        model = self._model or self._image_model
        keys = litellm.validate_environment(model=model)
        missing = ", ".join(keys.get("missing_keys", []))
        if missing:
            return Health(ok=False, reason=f"no key for {model}", hint=f"set {missing}")
        return Health(ok=True)

    async def aclose(self) -> None:
        """Close the connections; those LiteLLM keeps itself are common to all of these providers."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()
        await self._http.aclose()
        if self._module is not None:
            await self._module.close_litellm_async_clients()
            self._module.in_memory_llm_clients_cache.flush_cache()

    async def _load(self) -> ModuleType:
        if self._module is None:
            self._module = await asyncio.to_thread(_import)
        return self._module

    def _text_arguments(self, litellm: ModuleType, request: TextRequest) -> dict[str, Any]:
        arguments: dict[str, Any] = {
            **self._call(litellm, self._model, self._timeout),
            "messages": [m.model_dump() for m in request.messages],
            "max_tokens": request.max_tokens,
            "temperature": request.temperature,
            "seed": request.seed,
        }
        if request.schema_ is not None:
            arguments["response_format"] = self._format(litellm, dict(request.schema_))
        return arguments

    def _image_arguments(self, litellm: ModuleType, request: ImageRequest) -> dict[str, Any]:
        width, height = _size(self._image_model, request.aspect)
        arguments = self._call(litellm, self._image_model, self._timeout * PATIENCE)
        arguments |= {"prompt": request.prompt, "n": request.count, "size": f"{width}x{height}"}
        if "gpt-image" in self._image_model:
            arguments["quality"] = "medium"
        return arguments

    def _call(self, litellm: ModuleType, model: str, seconds: float) -> dict[str, Any]:
        key = self._key.get_secret_value() or ("none" if self._base_url else "")
        arguments = {"model": model, "timeout": seconds, "num_retries": 0, "max_retries": 0, "drop_params": True}
        if self._base_url:
            arguments["api_base"] = self._base_url
        if key:
            arguments["api_key"] = key
        if key and _vendor(litellm, model) == "openai":
            arguments["client"] = self._once(key)
        return arguments

    def _once(self, key: str) -> Any:
        """OpenAI's client, for LiteLLM to call, that never asks twice: for pictures LiteLLM cannot be told so."""
        if self._client is None:
            openai = importlib.import_module("openai")
            never = {"max_retries": property(lambda client: 0, lambda client, wanted: None)}
            once = type("Once", (openai.AsyncOpenAI,), never)
            self._client = once(api_key=key, base_url=self._base_url or None, timeout=self._timeout)
        return self._client

    def _format(self, litellm: ModuleType, schema: dict[str, Any]) -> dict[str, Any]:
        if self._base_url or litellm.supports_response_schema(model=self._model):
            return {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema}}
        return {"type": "json_object"}

    async def _pictures(self, response: Any) -> pictures.Saved:
        inside = [picture.b64_json for picture in response.data or () if picture.b64_json]
        links = [picture.url for picture in response.data or () if picture.url and not picture.b64_json]
        if inside or not links:
            return await pictures.save(inside, self.name)
        return await clips.pictures(self._http, links)


def _import() -> ModuleType:
    os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")  # or it asks an outside host for its price map
    litellm = importlib.import_module("litellm")
    vars(litellm).update(suppress_debug_info=True, telemetry=False)
    for name in ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy"):
        own = logging.getLogger(name)
        own.handlers.clear()  # they write to standard output, where results belong
        own.setLevel(logging.WARNING)
    return litellm


def _vendor(litellm: ModuleType, model: str) -> str:
    return str(litellm.get_llm_provider(model=model)[1])


def _answer(litellm: ModuleType, model: str, response: Any) -> TextResult:
    choice = response.choices[0] if response.choices else None
    text = choice.message.content if choice else None
    if choice and not text and (choice.finish_reason == "content_filter" or getattr(choice.message, "refusal", None)):
        raise ContentRejected(f"{model} refused to answer")
    if not text:
        raise BadOutput(f"{model} answered with nothing")
    told = getattr(response, "usage", None)
    come, go = getattr(told, "prompt_tokens", 0) or 0, getattr(told, "completion_tokens", 0) or 0
    return TextResult(
        text=text,
        model=model,
        input_tokens=come,
        output_tokens=go,
        usage=_in_and_out(come, go),
        cost_usd=_cost(litellm, model, response),
    )


def _cost(litellm: ModuleType, model: str, response: Any) -> Decimal | None:
    """None for a model that is not in LiteLLM's price map."""
    bare = litellm.get_llm_provider(model=model)[0]
    if model not in litellm.model_cost and bare not in litellm.model_cost:
        return None
    try:
        return Decimal(str(litellm.completion_cost(completion_response=response, model=model)))
    except Exception:  # it knows the model, and not what it costs
        return None


def _picture_usage(response: Any) -> tuple[Usage, ...]:
    told = getattr(response, "usage", None)
    come, go = getattr(told, "input_tokens", 0) or 0, getattr(told, "output_tokens", 0) or 0
    return _in_and_out(come, go) if go else ()


def _in_and_out(come: int, go: int) -> tuple[Usage, ...]:
    return (*used("token_in", come), *used("token_out", go))


def _tokens(text: str) -> int:
    return math.ceil(len(text.encode()) / 4)


def _size(model: str, aspect: Aspect) -> tuple[int, int]:
    return (OLDER_SIZES if "gpt-image-1" in model else SIZES)[aspect]
