"""A scriptable OpenAI-compatible server on loopback: real HTTP, answers handed in by the test."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[[dict[str, Any]], str | bytes | tuple[int, dict[str, Any]]]
"""From the request's body to the model's text, to a raw body of any kind, or to a status and an error body."""


@dataclass
class OpenAIServer:
    """Where it listens, and what it was asked."""

    base_url: str
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)


@contextmanager
def openai_server(answer: Answer) -> Iterator[OpenAIServer]:
    """Serve chat completions until the block ends."""
    state = OpenAIServer(base_url="")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.requests.append(body)
            state.keys.append(self.headers.get("Authorization", ""))
            outcome = answer(body)
            status, data = _sent(body, outcome)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:
            """Keep the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    state.base_url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _sent(body: dict[str, Any], outcome: str | bytes | tuple[int, dict[str, Any]]) -> tuple[int, bytes]:
    if isinstance(outcome, bytes):
        return 200, outcome
    status, reply = outcome if isinstance(outcome, tuple) else (200, _completion(body, outcome))
    return status, json.dumps(reply).encode()


def _completion(body: dict[str, Any], text: str) -> dict[str, Any]:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": body["model"],
        "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}],
        "usage": {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15},
    }
