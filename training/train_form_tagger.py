"""Train the form tagger: `python -m training.train_form_tagger --examples FILE`.

It goes on where the checkpoint in its folder ends, and writes the network at the end.
"""

import argparse
from pathlib import Path

from models.form_tagger.config import WEIGHTS
from training.form_tagger.examples import read_examples
from training.form_tagger.export import write_network, write_settings
from training.form_tagger.loop import train
from training.form_tagger.settings import NetworkSize, Reads, TaggerTraining
from training.synthesis.families.plan import Family

_CACHE = Path.home() / ".cache" / "jixiao" / "train" / "form_tagger"


def main() -> int:
    """Train, or go on, and export."""
    parser = argparse.ArgumentParser(prog="python -m training.train_form_tagger")
    parser.add_argument("--examples", type=Path, nargs="+", required=True)
    parser.add_argument("--folder", type=Path, default=_CACHE)
    parser.add_argument("--out", type=Path, default=WEIGHTS.path)
    parser.add_argument("--steps", type=int, default=TaggerTraining().steps)
    parser.add_argument("--threads", type=int, default=TaggerTraining().threads)
    parser.add_argument("--reads", type=Reads, choices=list(Reads), default=Reads.BOTH)
    parser.add_argument("--without", choices=list(Family), type=Family, nargs="*", default=[])
    asked = parser.parse_args()
    run = TaggerTraining(
        steps=asked.steps, threads=asked.threads, size=NetworkSize(reads=asked.reads)
    )
    examples = [
        example for example in read_examples(asked.examples) if example.family not in asked.without
    ]
    network = train(run, examples, asked.folder)
    write_network(network, asked.out)
    write_settings(run, network, asked.out)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
