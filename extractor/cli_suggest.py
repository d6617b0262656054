"""`jixiao taxonomy suggest`: what the taxonomy may lack, from indicators that mean no concept."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from extractor.cli_lines import read_indicators
from extractor.cli_options import with_extensions
from extractor.export.json_text import object_to_json
from extractor.taxonomy import Taxonomy, load_taxonomy
from extractor.taxonomy.learned import learned_classifier
from extractor.taxonomy.proposals import Proposal, propose

_SHOWN = 6


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option(
    "--least", type=click.IntRange(1), default=2, help="至少出现几次。 Least number of times."
)
@click.option("--json", "form", flag_value="json", help="输出 JSON。 Print JSON.")
@with_extensions
def suggest(file: str, least: int, form: str | None, extensions: tuple[Path, ...]) -> None:
    """把归不了类的指标聚成组，作为新增指标的建议。

    Group the indicators of FILE (JSON Lines as for `jixiao classify`, - for standard input) that
    mean no known concept, the most frequent first: proposals for new concepts.
    """
    texts = read_indicators(file)
    taxonomy = load_taxonomy(extensions)
    answers = learned_classifier(taxonomy).classify(texts)
    proposals = propose(texts, answers, least)
    if form == "json":
        click.echo(object_to_json([asdict(proposal) for proposal in proposals]), nl=False)
        return
    if not proposals:
        click.echo("没有可建议的。 Nothing to suggest.", err=True)
    click.echo(proposals_to_text(proposals, taxonomy), nl=False)


def proposals_to_text(proposals: Sequence[Proposal], taxonomy: Taxonomy) -> str:
    """One paragraph a proposal."""
    lines = []
    for proposal in proposals:
        (name, _), *others = proposal.wordings
        near = [taxonomy.concept(identity) for identity in proposal.nearest]
        lines.append(f"{proposal.count:>4} × {name}  [{' '.join(proposal.groups)}]")
        if others:
            lines.append("       " + "；".join(other for other, _ in others[:_SHOWN]))
        known = "；".join(f"{concept.id} {concept.name}" for concept in near if concept)
        lines.append(f"       最接近 nearest: {known}")
    return "".join(line + "\n" for line in lines)
