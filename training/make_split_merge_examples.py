"""Keep what the splitters learn from: `python -m training.make_split_merge_examples --out FILE`."""

import argparse
from pathlib import Path

from training.split_merge.examples import write_examples
from training.synthesis.corpus import Split, sample_form, stored_pages
from training.synthesis.printing.look import Ruling


def main() -> int:
    """Write the examples of the training forms."""
    cache = Path.home() / ".cache" / "jixiao"
    parser = argparse.ArgumentParser(prog="python -m training.make_split_merge_examples")
    parser.add_argument("--pages", type=Path, default=cache / "synthesis")
    parser.add_argument("--first", type=int, default=0, help="seed of the first form")
    parser.add_argument("--last", type=int, default=400, help="seed of the form behind the last")
    parser.add_argument("--rulings", nargs="+", choices=list(Ruling), default=list(Ruling))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    wanted = {
        seed
        for seed in range(asked.first, asked.last)
        if sample_form(seed, Split.TRAIN).ruling in asked.rulings
    }
    stored = stored_pages(Split.TRAIN, asked.pages)
    pages = [page for page in stored if int(page.stem.split("-")[0]) in wanted]
    print(write_examples(pages, asked.seed, asked.out), "tables")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
