"""Gather what is new at once: `python -m serve.learning.gather_now`. Settings come from JIXIAO_*
variables; the last line of the output is a JSON object that tells how much was new."""

import json
import sys

from extractor.errors import JixiaoError
from serve.learning.gathering import gather_revisions, open_sources
from serve.log_lines import configure_logging
from serve.settings import Settings


def main() -> int:
    """Gather; returns 1 where the store cannot be used."""
    settings = Settings.from_environment()
    configure_logging(settings)
    try:
        with open_sources(settings) as sources:
            count = gather_revisions(sources)
    except (JixiaoError, OSError) as error:
        sys.stdout.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{json.dumps({'gathered': count})}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
