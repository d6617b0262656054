"""Corrected records and their files → what the networks learn from: `python -m
training.gather_corrections --records DIR --documents DIR --out DIR`.

Writes `forms.jsonl` for `training.train_with_corrections` and `concepts.jsonl` for
`training.train_indicator_classifier --corrections`.
"""

import argparse
import json
from pathlib import Path

from extractor.engines import default_engines
from extractor.errors import JixiaoError
from training.corrections.forms import write_corrected
from training.corrections.gather import chosen_concepts, corrected_forms, find_documents


def main() -> int:
    """Write both files; returns 1 where a record or a file cannot be read."""
    asked = _parser().parse_args()
    try:
        documents = find_documents(asked.records, asked.documents)
        forms = list(corrected_forms(documents, default_engines(), asked.family))
    except (JixiaoError, OSError, ValueError) as error:
        print(error)
        return 1
    asked.out.mkdir(parents=True, exist_ok=True)
    write_corrected(forms, asked.out / "forms.jsonl")
    concepts = [json.dumps(line, ensure_ascii=False) for line in chosen_concepts(documents)]
    (asked.out / "concepts.jsonl").write_text("".join(f"{c}\n" for c in concepts), encoding="utf-8")
    print(f"{len(documents)} documents, {len(forms)} forms, {len(concepts)} concepts: {asked.out}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training.gather_corrections")
    parser.add_argument("--records", type=Path, required=True, help="corrected contract objects")
    parser.add_argument("--documents", type=Path, required=True, help="the files they were read of")
    parser.add_argument("--family", help="what kind of forms they are; else the type of each")
    parser.add_argument("--out", type=Path, required=True, help="a folder")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
