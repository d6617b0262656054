"""Draw tagged forms for training: `python -m training.make_form_examples --out FILE`."""

import argparse
from pathlib import Path

from training.form_tagger.examples import FormRange, write_examples
from training.synthesis.families.plan import Family


def main() -> int:
    """Write the examples of a range of seeds."""
    parser = argparse.ArgumentParser(prog="python -m training.make_form_examples")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--without", choices=[family.value for family in Family], nargs="*")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    left_out = set(asked.without or ())
    families = tuple(family for family in Family if family.value not in left_out)
    write_examples(FormRange(asked.first, asked.count, families), asked.out, asked.workers)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
