"""The command line by which this installation starts itself once more."""

import sys

OWN_PYTHON = (sys.executable, "-P")
"""The interpreter, which looks for modules where they are installed and not where it is started."""
_RUN_JIXIAO = "from extractor.cli import main; main(prog_name='jixiao')"


def jixiao_command(*words: str) -> tuple[str, ...]:
    """`jixiao` with these words, whatever the path of commands holds."""
    return (*OWN_PYTHON, "-c", _RUN_JIXIAO, *words)
