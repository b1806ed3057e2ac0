"""A worker with the real router: `python -m tests.fakes.generating`, with the options of the real one.

Its vendors and their addresses come from the environment, as a person would set them. Loopback may be told by webhook.
"""

from tests.fakes.receiver import LOOPBACK
from worker.main import main

if __name__ == "__main__":
    main(rules=LOOPBACK)
