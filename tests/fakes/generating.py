"""A worker with the real router: `python -m tests.fakes.generating`, with the options of the real one.

Its vendors and their addresses come from the environment, as a person would set them. Loopback may be
told by webhook.
SLOW_POLLING is the seconds between two looks at a job, so that a message is felt.
"""

import os

from providers.adapters.replicate import Replicate
from tests.fakes.receiver import LOOPBACK
from worker.main import main

if seconds := os.environ.get("SLOW_POLLING"):
    Replicate.poll_seconds = float(seconds)

if __name__ == "__main__":
    main(rules=LOOPBACK)
