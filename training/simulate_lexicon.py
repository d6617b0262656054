"""What a recognition lexicon gains: a bureau's forms corrected, further ones read.

python -m training.simulate_lexicon [--forms 10 25 50] [--further 40]
"""

import argparse
from collections.abc import Sequence
from dataclasses import replace

from models.ocr.lexicon import Lexicon
from models.ocr.recogniser import ChoiceReader
from models.ocr.rescoring import rescored
from training.gate.decision import decide, table_of
from training.recognition_lexicon.learning import Learned, learned_lexicon, near_misses, strangers
from training.recognition_lexicon.lines import TaughtLine, split_held
from training.recognition_lexicon.printed import bureaus
from training.recognition_lexicon.simulation import (
    Way,
    corrected_forms,
    nearest_phrase,
    printed_texts,
    score,
    with_wrong_ones,
)
from training.recognition_lexicon.teaching import compared

_BUREAU, _OTHERS = 0, (3, 7, 11)
_SEED, _FURTHER_SEED, _OTHER_SEED, _GATE_SEED = 1_000, 50_000, 60_000, 95
_WRONG = 0.2
_HEAD = (
    "| corrected | way | lines | wrong | wrong after | mended | made wrong | characters wrong "
    "| digits altered |\n|---|---|---|---|---|---|---|---|---|"
)


def main() -> None:
    """Read, correct, learn, compare; print Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--forms", type=int, nargs="+", default=[10, 25, 50])
    parser.add_argument("--further", type=int, default=42)
    options = parser.parse_args()
    reader = ChoiceReader(2)
    kinds = bureaus()
    forms = corrected_forms(kinds[_BUREAU], max(options.forms), _SEED, reader)
    further = _flat(corrected_forms(kinds[_BUREAU], options.further, _FURTHER_SEED, reader))
    others = [
        line
        for kind in _OTHERS
        for line in _flat(corrected_forms(kinds[kind], options.further // 3, _OTHER_SEED, reader))
    ]
    gate = strangers(reader, _GATE_SEED, 4)
    print(
        "| corrected | way | lines | wrong | wrong after | mended | made wrong | characters wrong"
    )
    print("| digits altered |\n|---|---|---|---|---|---|---|---|---|")
    for count in options.forms:
        lines, held = split_held(_flat(forms[:count]))
        learned = learned_lexicon(lines, reader, 1)
        texts = printed_texts(lines)
        ways = {
            "lexicon": _aided(learned.lexicon),
            "nearest text": nearest_phrase(texts),
            "nearest name": nearest_phrase(learned.lexicon.phrases),
        }
        near = near_misses(learned.lexicon, lines, reader, 77, 1)
        for name, way in ways.items():
            for kind, own in (("further", further), ("others", others), ("near misses", near)):
                _tell(f"{count} {kind}", name, own, way)
        _judge(f"{count} forms", learned, [*held, *gate])
        spoilt, spoilt_held = split_held(with_wrong_ones(_flat(forms[:count]), _WRONG, 3))
        bad = learned_lexicon(spoilt, reader, 1)
        _tell(f"{count} further, a fifth wrong", "lexicon", further, _aided(bad.lexicon))
        _judge(f"{count} forms, a fifth of the corrections wrong", bad, [*spoilt_held, *gate])


def _flat(forms: Sequence[Sequence[TaughtLine]]) -> list[TaughtLine]:
    return [line for form in forms for line in form]


def _aided(lexicon: Lexicon) -> Way:
    return lambda line: rescored(line.choices, lexicon).text


def _tell(kind: str, name: str, lines: Sequence[TaughtLine], way: Way) -> None:
    found = score(lines, way)
    before, after = found.edits / found.characters, found.edits_left / found.characters
    print(
        f"| {kind} | {name} | {found.lines} | {found.wrong} | {found.still_wrong} "
        f"| {found.mended} | {found.harmed} | {before:.2%} → {after:.2%} "
        f"| {found.digits_altered} |",
        flush=True,
    )


def _judge(title: str, learned: Learned, lines: Sequence[TaughtLine]) -> None:
    pairs = compared(lines, Lexicon(), learned.lexicon)
    verdict = decide(pairs, learned.objections)
    print(f"\n{title}: {learned.fit}\npassed {verdict.passed}; {verdict.refused}")
    print(table_of(replace(verdict, slices={})) + "\n", flush=True)


if __name__ == "__main__":
    main()
