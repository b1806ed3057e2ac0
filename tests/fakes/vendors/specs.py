"""Checks what goes over the wire against a vendor's own OpenAPI text, in both directions.

Only texts with a free licence are in the repository (`tests/specs`). The others are looked for in the folder that
STUDIO_SPECS names, or in `shared/specs` beside the repository; where there is none, nothing is checked.
"""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import yaml
from openapi_core import Config, OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_core.exceptions import OpenAPIError
from werkzeug.datastructures import Headers, ImmutableMultiDict

from tests.fakes.vendors.wire import Call, Reply

STRING = {"type", "enum", "description"}
"""Keywords of a plain string, with or without a list of values."""
ROOT = Path(__file__).parents[3]
FOLDERS = (ROOT / "tests" / "specs", Path(os.environ.get("STUDIO_SPECS", ROOT.parent / "shared" / "specs")))


def find(name: str) -> Path | None:
    """Where a spec lies on this machine."""
    return next((folder / name for folder in FOLDERS if (folder / name).is_file()), None)


def _as_text(data: bytes, **_: Any) -> str:
    return data.decode("latin-1")


def _as_json(data: bytes, **_: Any) -> Any:
    return json.loads(data)


BINARY: dict[str, Callable[[bytes], Any]] = dict.fromkeys(
    (
        "application/octet-stream",
        "audio/mpeg",
        "audio/wav",
        "audio/x-wav",
        "audio/pcm",
        "audio/opus",
        "image/png",
        "image/jpeg",
        "video/mp4",
    ),
    _as_text,
)
"""Bodies that are bytes: a schema `string` of format `binary` wants text of any kind."""
STREAM = "text/event-stream"


class _Request:
    def __init__(self, call: Call, host: str) -> None:
        self.host_url = host
        self.path = urlsplit(call.target).path
        self.method = call.method.lower()
        self.body = call.body or None
        self.content_type = call.headers.get("content-type", "application/octet-stream")
        query = ImmutableMultiDict(call.query)
        self.parameters = RequestParameters(
            query=query, header=Headers(call.headers), cookie=ImmutableMultiDict(), path={}
        )


class _Response:
    def __init__(self, reply: Reply) -> None:
        self.data = reply.data
        self.status_code = reply.status
        self.content_type = reply.media_type
        self.headers = Headers(dict(reply.headers))


class Spec:
    """A vendor's OpenAPI text."""

    def __init__(self, text: dict[str, Any], prefix: str) -> None:
        self._host = "http://fake"
        self._paths = set(text["paths"])
        self._prefix = prefix
        self._api = OpenAPI.from_dict(
            {**text, "servers": [{"url": self._host + prefix}]},
            config=Config(spec_validator_cls=None, extra_media_type_deserializers={**BINARY, STREAM: _as_json}),
        )

    @classmethod
    def load(cls, name: str, prefix: str) -> Self | None:
        """The spec of this name, or None when it is not on this machine."""
        path = find(name)
        return cls(_read(path), prefix) if path else None

    def check(self, call: Call, reply: Reply) -> list[str]:
        """What does not fit, as one line each; nothing for paths the text does not have."""
        if not self._known(call.path):
            return []
        request, found = _Request(call, self._host), []
        try:
            self._api.validate_request(request)
        except OpenAPIError as error:
            found.append(f"request {call.method} {call.path}: {_told(error)}")
        for part in _parts(reply):
            try:
                self._api.validate_response(request, _Response(part))
            except OpenAPIError as error:
                found.append(f"answer {reply.status} to {call.method} {call.path}: {_told(error)}")
        return found

    def _known(self, path: str) -> bool:
        parts = path.removeprefix(self._prefix).split("/")
        return any(_fits(template.split("/"), parts) for template in self._paths)


def _parts(reply: Reply) -> list[Reply]:
    """Each event of a stream by itself: a text describes one."""
    if reply.media_type != STREAM:
        return [reply]
    lines = reply.data.decode().splitlines()
    found = [line.removeprefix("data:").strip().encode() for line in lines if line.startswith("data:")]
    return [replace(reply, body=data) for data in found if data != b"[DONE]"]


def _fits(template: list[str], parts: list[str]) -> bool:
    same = len(template) == len(parts)
    return same and all(t == p or t.startswith("{") for t, p in zip(template, parts, strict=True))


def _told(error: BaseException) -> str:
    told = [str(error)]
    while error.__cause__ is not None:
        error = error.__cause__
        told.append(str(error))
    told += [str(e) for e in getattr(error, "schema_errors", ())]
    return " / ".join(dict.fromkeys(told))[:600]


@lru_cache
def _read(path: Path) -> dict[str, Any]:
    text = path.read_text(encoding="utf-8")
    found = json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
    assert isinstance(found, dict)
    _drop_nameless(found)
    if str(found.get("openapi", "")).startswith("3.1"):
        _modernise(found)
    return found


def _modernise(schema: Any) -> None:
    """Texts that call themselves 3.1 and use 3.0's `nullable`, or call overlapping strings exclusive."""
    if isinstance(schema, dict):
        if schema.get("nullable") is True and isinstance(schema.get("type"), str):
            schema["type"] = [schema["type"], "null"]
        choices = schema.get("oneOf", ())
        if any("enum" in part for part in choices) and all(set(part) <= STRING for part in choices):
            schema["anyOf"] = schema.pop("oneOf")
        for part in schema.values():
            _modernise(part)
    elif isinstance(schema, list):
        for part in schema:
            _modernise(part)


def _drop_nameless(schema: Any) -> None:
    """A discriminator picks a schema by name; told no names it cannot, and the alternatives say it all."""
    if isinstance(schema, dict):
        chooser = schema.get("discriminator")
        nameless = [part for part in schema.get("oneOf", ()) if "$ref" not in part]
        if isinstance(chooser, dict) and "propertyName" in chooser and (nameless or "mapping" not in chooser):
            del schema["discriminator"]
        for part in schema.values():
            _drop_nameless(part)
    elif isinstance(schema, list):
        for part in schema:
            _drop_nameless(part)
