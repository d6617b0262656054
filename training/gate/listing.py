"""What is registered of a kind, for people and for programs."""

from collections.abc import Mapping
from typing import Any

from models.registry import Alias, FileRegistry
from training.gate.contest import PARENT, is_shipped, older_origin
from training.gate.trainable import OBJECTIONS, Trainable

_HEADS = ("version", "created", "is", "source", "parent", "forms", "objections")
_NOTHING = "尚未登记，使用随产品的模型。 Nothing registered: what is shipped is used."
_OLDER = (
    "现用版本由旧产品的 {} 训练而来，可重新训练。 "
    "The champion goes back to {}, which an older product shipped: train again."
)


def listed(registry: FileRegistry, part: Trainable) -> dict[str, Any]:
    """The versions of a kind, its aliases and every change of them; `older_origin` names the
    version of an older product that the champion has learned from, None where there is none."""
    kind = part.kind
    aliases = registry.aliases(kind)
    champion = aliases.get(Alias.CHAMPION)
    older = None
    if champion is not None and not is_shipped(registry.version(kind, champion)):
        older = older_origin(registry, part, registry.version(kind, champion))
    return {
        "model": kind.value,
        "aliases": dict(aliases),
        "older_origin": older.name if older else None,
        "versions": [
            {
                "version": version.name,
                "created_at": version.created_at,
                "files": dict(version.files),
                "facts": dict(version.facts),
            }
            for version in registry.versions(kind)
        ],
        "history": [
            {
                "at": change.at,
                "alias": change.alias,
                "from": change.former,
                "to": change.name,
                "why": change.why,
                "by": change.by,
            }
            for change in registry.history(kind)
        ],
    }


def table_of_versions(told: Mapping[str, Any]) -> str:
    """The versions as a table under their kind, and the last change of the champion."""
    lines = [str(told["model"]).replace("_", "-")]
    if not told["versions"]:
        return "\n".join([*lines, f"  {_NOTHING}"])
    rows = [_HEADS, *(_row(version, told["aliases"]) for version in told["versions"])]
    widths = [max(len(row[place]) for row in rows) for place in range(len(_HEADS))]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        lines.append(f"  {'  '.join(cells)}".rstrip())
    changes = [change for change in told["history"] if change["alias"] == Alias.CHAMPION]
    if changes:
        last = changes[-1]
        by = f" {last['by']}" if last["by"] else ""
        lines.append(f"  {last['at'][:16]}{by}: {last['from'] or '–'} → {last['to']} {last['why']}")
    if told["older_origin"]:
        lines.append(f"  {_OLDER.format(told['older_origin'], told['older_origin'])}")
    return "\n".join(lines)


def _row(version: Mapping[str, Any], aliases: Mapping[str, str]) -> tuple[str, ...]:
    facts = version["facts"]
    marks = [alias for alias, name in aliases.items() if name == version["version"]]
    return (
        version["version"],
        version["created_at"][:16],
        ",".join(marks),
        str(facts.get("source", "")),
        str(facts.get(PARENT, "")),
        str(facts.get("forms", facts.get("corrections_count", ""))),
        str(len(facts[OBJECTIONS])) if facts.get(OBJECTIONS) else "",
    )
