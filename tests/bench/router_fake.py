"""A language model's server for the router's benchmark, in a process of its own. Prints its address."""

import asyncio
import random
import sys

from tests.fakes.vendors.base import FakeVendor, route
from tests.fakes.vendors.wire import Call, Reply

ANSWER = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1,
    "model": "bench",
    "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "ok"}}],
    "usage": {"prompt_tokens": 3, "completion_tokens": 1, "total_tokens": 4},
}


class Chat(FakeVendor):
    """Answers after `usual` seconds, and after `slow` in a share of the calls."""

    name = "chat"
    prefix = "/v1"

    def __init__(self, usual: float = 0.0, slow: float = 0.0, share: float = 0.0) -> None:
        super().__init__()
        self.usual, self.slow, self.share, self.dice = usual, slow, share, random.Random(7)

    @route("POST", "/chat/completions")
    async def complete(self, call: Call) -> Reply:
        seconds = self.slow if self.dice.random() < self.share else self.usual
        if seconds:
            await asyncio.sleep(seconds)
        return Reply(ANSWER)


if __name__ == "__main__":
    fake = Chat(*map(float, sys.argv[1:]))
    fake.wire.start()
    print(fake.url, flush=True)
    sys.stdin.read()
