"""Whether a worker on this machine can work: `python -m worker.healthy` leaves with 0 when all it needs answers."""

import asyncio
import sys

from studio.services.backing import parts
from studio.settings import get_settings


def main() -> int:
    """Look, and say what is wrong."""
    broken = [part for part in asyncio.run(parts(get_settings())) if not part.ok]
    for part in broken:
        print(f"{part.name}: {part.state}", file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
