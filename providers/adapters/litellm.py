"""Language models of every vendor LiteLLM speaks to, and any OpenAI-compatible server.

Retries, failover and budgets are the router's: LiteLLM only speaks the vendors' wire formats here.
It is imported on first use, because the import costs seconds and 165 MB.
"""

import asyncio
import importlib
import json
from decimal import Decimal
from types import ModuleType
from typing import Any, ClassVar

from providers.errors import (
    BadOutput,
    Connection,
    InvalidRequest,
    ProviderError,
    RateLimited,
    Timeout,
    Unavailable,
    VendorServer,
)
from providers.ports import Capabilities, Health, Provider
from providers.requests import TextRequest, TextResult


class LiteLLM(Provider):
    """A language model by its LiteLLM name (`gpt-5-mini`, `ollama/llama3.1`, `openai/NAME` with an address)."""

    name: ClassVar[str] = "litellm"
    capabilities: ClassVar[Capabilities] = Capabilities(
        tasks=frozenset({"text"}), regions=frozenset({"global"}), quality=0.8
    )

    def __init__(self, model: str, *, base_url: str, api_key: str, timeout_seconds: float) -> None:
        self._model = model
        self._base_url = base_url
        self._api_key = api_key
        self._timeout = timeout_seconds
        self._module: ModuleType | None = None

    async def generate_text(self, request: TextRequest) -> TextResult:
        """Ask the model once."""
        litellm = await self._load()
        try:
            response = await litellm.acompletion(**self._arguments(litellm, request))
        except asyncio.CancelledError:
            raise
        except Exception as error:
            raise _mapped(self._model, error) from error
        return _result(litellm, self._model, response)

    async def health(self) -> Health:
        """Whether LiteLLM knows where the model is and has the keys it wants; sends nothing."""
        litellm = await self._load()
        if self._base_url or self._api_key:
            return Health(ok=True)
        keys = litellm.validate_environment(model=self._model)
        missing = ", ".join(keys.get("missing_keys", []))
        if missing:
            return Health(ok=False, reason=f"no key for {self._model}", hint=f"set {missing}")
        return Health(ok=True)

    async def _load(self) -> ModuleType:
        if self._module is None:
            self._module = await asyncio.to_thread(_import)
        return self._module

    def _arguments(self, litellm: ModuleType, request: TextRequest) -> dict[str, Any]:
        arguments: dict[str, Any] = {
            "model": self._model,
            "messages": [m.model_dump() for m in request.messages],
            "max_tokens": request.max_tokens,
            "temperature": request.temperature,
            "seed": request.seed,
            "timeout": self._timeout,
            "num_retries": 0,
            "drop_params": True,
        }
        if self._base_url:
            arguments["api_base"] = self._base_url
        if self._api_key or self._base_url:
            arguments["api_key"] = self._api_key or "none"
        if request.schema_ is not None:
            arguments["response_format"] = self._format(litellm, dict(request.schema_))
        return arguments

    def _format(self, litellm: ModuleType, schema: dict[str, Any]) -> dict[str, Any]:
        if self._base_url or litellm.supports_response_schema(model=self._model):
            return {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema}}
        return {"type": "json_object"}


def _import() -> ModuleType:
    litellm = importlib.import_module("litellm")
    vars(litellm).update(suppress_debug_info=True, telemetry=False)
    return litellm


def _result(litellm: ModuleType, model: str, response: Any) -> TextResult:
    text = response.choices[0].message.content if response.choices else None
    if not text:
        raise BadOutput(f"{model} answered with nothing")
    usage = getattr(response, "usage", None)
    return TextResult(
        text=text,
        model=model,
        input_tokens=getattr(usage, "prompt_tokens", 0) or 0,
        output_tokens=getattr(usage, "completion_tokens", 0) or 0,
        cost_usd=_cost(litellm, response),
    )


def _cost(litellm: ModuleType, response: Any) -> Decimal:
    try:
        return Decimal(str(litellm.completion_cost(completion_response=response)))
    except Exception:  # a model outside LiteLLM's price map (a local one) costs nothing that it knows of
        return Decimal("0")


def _mapped(model: str, error: Exception) -> ProviderError:
    kinds: dict[str, tuple[type[ProviderError], str]] = {
        "AuthenticationError": (Unavailable, "check the key: STUDIO_MODEL_API_KEY or the vendor's own variable"),
        "PermissionDeniedError": (Unavailable, "the key may not use this model"),
        "NotFoundError": (Unavailable, "check the model's name in STUDIO_MODEL"),
        "RateLimitError": (RateLimited, "wait, or choose another model"),
        "Timeout": (Timeout, "raise STUDIO_MODEL_TIMEOUT_SECONDS, or choose a faster model"),
        "APIConnectionError": (Connection, "is the server running at STUDIO_MODEL_BASE_URL?"),
        "BadRequestError": (InvalidRequest, "the model refused the request's form"),
        "ContextWindowExceededError": (InvalidRequest, "the brief is too long for this model"),
    }
    for cls in type(error).__mro__:
        if cls.__name__ in kinds:
            kind, hint = kinds[cls.__name__]
            return kind(f"{model}: {_short(error)}", hint)
    if isinstance(error, json.JSONDecodeError):
        return BadOutput(f"{model} answered with broken JSON")
    return VendorServer(f"{model}: {_short(error)}")


def _short(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return (lines[0] if lines else type(error).__name__)[:200]
