"""`jixiao classify`: the standard concepts of indicators given as JSON Lines."""

from pathlib import Path
from typing import Any

import click

from extractor.cli_lines import read_indicators
from extractor.cli_options import champions_of, with_extensions, with_models
from extractor.export.json_text import object_to_json_line
from extractor.taxonomy import load_taxonomy
from extractor.taxonomy.learned import champion_classifier, learned_classifier
from models.indicator_classifier.texts import Classification
from models.kinds import ModelKind

_AT_ONCE = 512


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option(
    "--weights",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="用修正重新拟合的权重目录。 A folder of weights that were fitted on corrections.",
)
@with_extensions
@with_models
def classify(
    file: str, weights: Path | None, extensions: tuple[Path, ...], models: str | None
) -> None:
    """给指标归类：每行一个 JSON 对象，按原顺序输出。

    Name the standard concept of each indicator in FILE (- for standard input): JSON Lines of
    {"level3", "level2", "value"}, of which only level3 must be there. Prints as many lines in the
    same order: {"concept": id or null, "confidence", "candidates": [{"concept", "confidence"}]}.
    """
    if weights is not None and models is not None:
        raise click.UsageError("--weights 不能与 --models 同用。 Give one of both.")
    texts = read_indicators(file)
    if not texts:
        return
    champion = None
    if weights is None:
        champion = champions_of(models).get(ModelKind.INDICATOR_CLASSIFIER)
    taxonomy = load_taxonomy(extensions)
    if champion is None:
        classifier = learned_classifier(taxonomy, weights)
    else:
        classifier = champion_classifier(champion, taxonomy)
    for start in range(0, len(texts), _AT_ONCE):
        for answer in classifier.classify(texts[start : start + _AT_ONCE]):
            click.echo(object_to_json_line(answer_to_dict(answer)), nl=False)


def answer_to_dict(answer: Classification) -> dict[str, Any]:
    """An answer as it is printed."""
    return {
        "concept": answer.concept,
        "confidence": answer.confidence,
        "candidates": [
            {"concept": identity, "confidence": confidence}
            for identity, confidence in answer.candidates
        ],
    }
