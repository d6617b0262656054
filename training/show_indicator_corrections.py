"""What fifty corrections of a new domain teach: `python -m training.show_indicator_corrections`.

The domain is invented forestry: ten concepts of a local extension, known by their names. The head
is fitted anew on the corrections; other wordings of the domain, and indicators of all other
domains, are measured before and after.
"""

import argparse
import tempfile
import time
from pathlib import Path

import onnx

from extractor.taxonomy import load_taxonomy
from models.indicator_classifier.catalogue import read_catalogue
from models.indicator_classifier.config import CONCEPTS, WEIGHTS
from training.indicator_classifier.accuracy import table_of
from training.indicator_classifier.crossfit import classifier_of, measured
from training.indicator_classifier.drawing import validation_examples, whole_source
from training.indicator_classifier.labelled import Labelled, read_corrections, read_labelled
from training.indicator_classifier.refit import Network, Refit, refit_head

FORESTRY = Path(__file__).parent / "indicator_classifier" / "forestry"
_OTHERS = 2_000


def main() -> int:
    """Refit and print the figures before and after."""
    parser = argparse.ArgumentParser(prog="python -m training.show_indicator_corrections")
    parser.add_argument("--shared", type=Path, help="measure the labelled indicators as well")
    asked = parser.parse_args()
    taxonomy = load_taxonomy([FORESTRY / "extension.yaml"])
    corrections = read_corrections(FORESTRY / "corrections.jsonl", taxonomy)
    sets = {"forestry": read_corrections(FORESTRY / "test.jsonl", taxonomy)}
    sets["invented indicators of other domains"] = [
        Labelled(example.text, frozenset((example.concept,)))
        for example in validation_examples(whole_source(load_taxonomy(), frozenset()), _OTHERS)
        if example.concept
    ]
    if asked.shared:
        path = asked.shared / "taxonomy" / "labelled_indicators.json"
        sets["labelled indicators"] = read_labelled(path, taxonomy)
    old = Network(onnx.load_from_string(WEIGHTS.read()), read_catalogue(CONCEPTS.read()))
    start, worked = time.monotonic(), time.process_time()
    new = refit_head(old, whole_source(taxonomy, frozenset()), corrections, Refit())
    spent, worked = time.monotonic() - start, time.process_time() - worked
    told = {}
    with tempfile.TemporaryDirectory() as folder:
        for state, network in (("before", old), ("after", new)):
            classifier = classifier_of(network, taxonomy, Path(folder, state))
            for name, labelled in sets.items():
                told[f"{name}, {state}"] = measured(classifier, labelled)
    print(table_of(dict(sorted(told.items(), key=lambda item: item[0].rpartition(",")[0]))))
    print(f"{len(corrections)} corrections learned in {spent:.0f} s, {worked:.0f} s of a processor")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
