"""One evaluation: every chosen form at a level is extracted, written and counted."""

import json
import sys
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from extractor.errors import JixiaoError
from training.evaluation.cases import GoldForm, Level, assign
from training.evaluation.inputs import case_file
from training.evaluation.scores import Counts, errors, figures
from training.synthesis.render import RenderError

Reader = Callable[[bytes, str], Mapping[str, Any]]
# A crash in one form is a result of the evaluation, not its end.
CRASHES = (
    JixiaoError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What is read, by what, and where inputs and predictions are kept.

    `gold` is as the scorer loads it; `shift` sets every form in another layout (0 = its own).
    """

    shared: Path
    work: Path
    scorer: ModuleType
    gold: Mapping[str, Any]
    reader: Reader
    predictions: Path
    shift: int = 0


def measure(run: Evaluation, chosen: Sequence[str], level: Level) -> Mapping[str, Counts]:
    """Extract the chosen forms at a level; the scorer's counts of each form."""
    run.predictions.mkdir(parents=True, exist_ok=True)
    if level is Level.FLATTENED:
        for path in sorted((run.shared / "forms" / "flattened").glob("*.txt")):
            predict(run, path, run.predictions / f"{path.stem}.json")
        counts = run.scorer.evaluate(run.gold, str(run.predictions), None)
    else:
        for number, name in enumerate(run.gold):
            if name in chosen:
                _predict_case(run, name, number, level)
        counts = run.scorer.evaluate(run.gold, str(run.predictions), level)
    return {name: counts[name] for name in chosen}


def _predict_case(run: Evaluation, name: str, number: int, level: Level) -> None:
    text = (run.shared / "forms" / "gold" / f"{name}.json").read_text(encoding="utf-8")
    record = json.loads(text)
    case = assign(GoldForm(name, record, record["source"]), number, level, run.shift)
    target = run.predictions / f"{name}.{level}.json"
    try:
        path = case_file(case, run.work / "inputs")
    except RenderError as error:
        print(f"{name}.{level}: not rendered: {error}", file=sys.stderr)
        target.write_text('{"forms": []}', encoding="utf-8")
        return
    predict(run, path, target)


def predict(run: Evaluation, path: Path, target: Path) -> None:
    """Extract a file and write its prediction; an empty one where the reader crashes."""
    begun = time.monotonic()
    try:
        prediction = run.reader(path.read_bytes(), path.name)
    except CRASHES:
        print(f"{target.stem} ({path}):\n{traceback.format_exc()}", file=sys.stderr)
        prediction = {"forms": []}
    target.write_text(json.dumps(prediction, ensure_ascii=False, indent=1), encoding="utf-8")
    seconds = time.monotonic() - begun
    print(f"{target.stem}: {seconds:.1f} s", file=sys.stderr, flush=True)


def form_report(
    run: Evaluation, counts: Mapping[str, Counts], level: Level, *, with_errors: bool
) -> str:
    """One line a form, and what is wrong in it if asked for."""
    lines = []
    for name, row in counts.items():
        got = figures([row])
        if level is not Level.FLATTENED:
            case = assign(
                GoldForm(name, run.gold[name], run.gold[name]["source"]),
                list(run.gold).index(name),
                level,
                run.shift,
            )
            style = case.style
            name_line = f"{name}.{level} [{case.layout}, {case.engine}, {style.font}, "
            name_line += f"{style.size_pt} pt, {style.orientation}]"
        else:
            name_line = f"{name}.{level}"
        shares = (got.strict, got.lenient, got.fields, got.funding, got.values, got.goals)
        texts = " ".join("–" if share is None else f"{share:.3f}" for share in shares)
        lines.append(f"{name_line}: {texts} (gold {row['gold']:.0f}, got {row['pred']:.0f})")
        if with_errors:
            lines += errors(run.scorer, run.gold[name], _forms_of(run, name, level))
    return "\n".join(lines)


def _forms_of(run: Evaluation, name: str, level: Level) -> Sequence[Any]:
    """The predicted forms to compare with; in a flattened file, the one most like the gold."""
    if level is not Level.FLATTENED:
        return list(run.scorer.read(f"{run.predictions}/{name}.{level}.json"))
    stem = Path(run.gold[name]["source"]).stem
    forms = list(run.scorer.read(f"{run.predictions}/{stem}.json"))
    return sorted(
        forms,
        key=lambda form: (
            -run.scorer.score_form(run.gold[name], form)["lenient"]
            - run.scorer.sim(
                str(run.gold[name]["fields"]["project_name"]),
                str(form["fields"]["project_name"]),
            )
        ),
    )[:1]
