"""Measure extraction on gold forms: `python -m training.evaluate --shared DIR`.

Renders every gold form at every level, extracts it in this process, writes the predictions and
scores them with the gold's own scorer. Inputs are kept in the work folder by content hash.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from extractor.form.tagged.forms import FormReader
from extractor.pipeline import Options
from training.evaluation.card import machine_facts, write_section
from training.evaluation.cases import DIGITAL, Level
from training.evaluation.cut_forms import cut_line, measure_cut
from training.evaluation.peers import read_with_pdfplumber
from training.evaluation.reader import EngineChoice, open_reader
from training.evaluation.run import Evaluation, form_report, measure
from training.evaluation.scores import Counts, load_scorer, table

_CUT_LEVELS = (Level.CLEAN, Level.SCAN)
_HEADINGS = {
    EngineChoice.LEARNED: "learned boundaries",
    EngineChoice.RULED: "drawn lines only",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the evaluation and print its table. Returns 2 where the gold is not there."""
    asked = _parser().parse_args(arguments)
    gold_folder = asked.shared / "forms" / "gold"
    if not gold_folder.is_dir():
        print(f"No gold forms in {gold_folder}: nothing measured.", file=sys.stderr)
        return 2
    scorer = load_scorer(asked.shared / "forms" / "score.py")
    gold = scorer.load_gold(str(gold_folder))
    chosen = spread(list(gold), asked.forms)
    predictions = asked.work / f"predictions-{asked.shift}-{asked.engine}-{asked.form_reader}"
    reader = open_reader(EngineChoice(asked.engine), FormReader(asked.form_reader))
    run = Evaluation(asked.shared, asked.work, scorer, gold, reader, predictions, asked.shift)
    if asked.cut:
        losses = [cut_line(level, measure_cut(run, chosen, level)) for level in _CUT_LEVELS]
        _publish(asked, "Gold forms cut by page breaks, strict F1", "\n".join(losses))
        return 0
    rows: dict[str, Sequence[Counts]] = {}
    for level in levels(asked.only):
        counts = measure(run, chosen, level)
        rows[level] = list(counts.values())
        if asked.verbose or asked.errors:
            print(form_report(run, counts, level, with_errors=asked.errors), flush=True)
    _add_union(rows, "")
    if asked.peers:
        peer = replace(
            run, reader=read_with_pdfplumber, predictions=asked.work / "predictions-pdfplumber"
        )
        for level in DIGITAL:
            rows[f"{level}, pdfplumber"] = list(measure(peer, chosen, level).values())
        _add_union(rows, ", pdfplumber")
    heading = f"Gold forms end to end, {_HEADINGS[EngineChoice(asked.engine)]}"
    if asked.form_reader != Options().form_reader:
        heading += f", form reader {asked.form_reader}"
    _publish(asked, heading, table(rows))
    return 0


def _publish(asked: argparse.Namespace, heading: str, text: str) -> None:
    """Print the figures; into the card go only those of all forms in their own layout."""
    print(text)
    if asked.card is not None and not asked.forms and not asked.shift:
        write_section(asked.card, heading, f"{text}\n\n{machine_facts()}")


def _add_union(rows: dict[str, Sequence[Counts]], suffix: str) -> None:
    together = [row for level in DIGITAL for row in rows.get(f"{level}{suffix}", [])]
    if together:
        rows[f"digital, all engines{suffix}"] = together


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training.evaluate", description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="holds forms/gold")
    parser.add_argument("--only", default="", help="comma list of levels; 'digital' for all three")
    parser.add_argument("--forms", type=int, default=0, help="first N forms, spread over sources")
    parser.add_argument("--shift", type=int, default=0, help="1-4: print in another layout")
    parser.add_argument("--work", type=Path, default=Path.home() / ".cache" / "jixiao" / "evaluate")
    parser.add_argument("--peers", action="store_true", help="pdfplumber on the digital levels")
    parser.add_argument("--engine", choices=list(EngineChoice), default=EngineChoice.LEARNED)
    parser.add_argument(
        "--form-reader", choices=list(FormReader), default=Options().form_reader, help="of cells"
    )
    parser.add_argument("--cut", action="store_true", help="only what page breaks cost")
    parser.add_argument("--errors", action="store_true", help="list missed and extra indicators")
    parser.add_argument("--card", type=Path, help="model card to write into")
    parser.add_argument("-v", "--verbose", action="store_true", help="one line a form")
    return parser


def levels(only: str) -> list[Level]:
    """The levels named in a comma list; all for ''. Raises ValueError for an unknown one."""
    found: list[Level] = []
    for name in only.split(",") if only else list(Level):
        found += DIGITAL if name == "digital" else [Level(name)]
    return found


def spread(names: Sequence[str], count: int) -> list[str]:
    """The first `count` names, taken in turns from each source; all for 0."""
    by_source: dict[str, list[str]] = {}
    for name in names:
        by_source.setdefault(name.rsplit("_", 1)[0], []).append(name)
    longest = max(map(len, by_source.values()))
    turns = [
        group[turn] for turn in range(longest) for group in by_source.values() if turn < len(group)
    ]
    return turns[: count or None]


if __name__ == "__main__":
    raise SystemExit(main())
