"""A scriptable OpenAI-compatible server on loopback: real HTTP, answers handed in by the test."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Outcome = str | bytes | tuple[int, dict[str, Any]] | Iterator[str]
"""The model's text, a raw body of any kind, a status and an error body, or a text piece by piece."""
Answer = Callable[[dict[str, Any]], Outcome]
"""From the request's body to what comes back."""


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
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.requests.append(body)
            state.keys.append(self.headers.get("Authorization", ""))
            outcome = answer(body)
            if body.get("stream") and isinstance(outcome, str | Iterator):
                self._stream(body, iter([outcome]) if isinstance(outcome, str) else outcome)
                return
            assert not isinstance(outcome, Iterator)
            status, data = _sent(body, outcome)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def _stream(self, body: dict[str, Any], pieces: Iterator[str]) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for piece in pieces:
                self._send({"choices": [{"index": 0, "delta": {"role": "assistant", "content": piece}}]}, body)
            self._send({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}, body)
            self._send({"choices": [], "usage": USAGE}, body)
            self._chunk("data: [DONE]\n\n")
            self._chunk("")

        def _send(self, said: dict[str, Any], body: dict[str, Any]) -> None:
            chunk = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": body["model"]}
            self._chunk(f"data: {json.dumps(chunk | said)}\n\n")

        def _chunk(self, text: str) -> None:
            self.wfile.write(f"{len(text.encode()):x}\r\n{text}\r\n".encode())
            self.wfile.flush()

        def log_message(self, format: str, *args: Any) -> None:
            """Keep the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # streams that break are a part of it
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    state.base_url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


USAGE = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}


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
        "usage": USAGE,
    }
