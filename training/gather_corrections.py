"""Corrections of a workspace → what the networks learn from, as files to look at or to take
elsewhere: `python -m training.gather_corrections --home DIR --out DIR`.

Writes `forms.jsonl` (`training.corrections.forms.read_corrected`) and `concepts.jsonl`
(`training.indicator_classifier.labelled.read_corrections`). `jixiao train` needs neither.
"""

import argparse
import json
from pathlib import Path

from annotations.workspace import Workspace
from extractor.engines import default_engines
from extractor.errors import JixiaoError
from training.corrections.forms import write_corrected
from training.corrections.gather import chosen_concepts, workspace_forms


def main() -> int:
    """Write both files; returns 1 where the store or a file cannot be read."""
    asked = _parser().parse_args()
    workspace = Workspace(asked.home)
    try:
        forms = list(workspace_forms(workspace, default_engines(), print))
        concepts = [json.dumps(line, ensure_ascii=False) for line in chosen_concepts(workspace)]
    except (JixiaoError, OSError) as error:
        print(error)
        return 1
    asked.out.mkdir(parents=True, exist_ok=True)
    write_corrected(forms, asked.out / "forms.jsonl")
    (asked.out / "concepts.jsonl").write_text("".join(f"{c}\n" for c in concepts), encoding="utf-8")
    print(f"{len(forms)} forms, {len(concepts)} concepts: {asked.out}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training.gather_corrections")
    parser.add_argument("--home", type=Path, required=True, help="JIXIAO_HOME of the corrections")
    parser.add_argument("--out", type=Path, required=True, help="a folder")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
