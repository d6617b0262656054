"""Draw tagged forms for training: `python -m training.make_form_examples --out FILE`."""

import argparse
from pathlib import Path

from training.form_tagger.examples import FormRange, write_examples


def main() -> int:
    """Write the examples of a range of seeds."""
    parser = argparse.ArgumentParser(prog="python -m training.make_form_examples")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    write_examples(FormRange(asked.first, asked.count), asked.out, asked.workers)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
