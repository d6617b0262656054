"""Concepts of the taxonomy as text, JSON, YAML and CSV."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

import yaml

from extractor.export.csv_text import BOM, inert_text
from extractor.export.json_text import object_to_json
from extractor.export.terminal_text import display_width, printable
from extractor.taxonomy import Concept, Direction, Home, Taxonomy, ValueType
from extractor.taxonomy.crosswalk import Change, cross
from extractor.taxonomy.search import Hit

_COLUMNS = (
    ("id", "编号"),
    ("name", "名称"),
    ("definition", "释义"),
    ("home_2015", "2015版二级"),
    ("home_2021", "2021版二级"),
    ("change", "两版对照"),
    ("units", "单位"),
    ("direction", "方向"),
    ("value_type", "取值类型"),
    ("domains", "领域"),
    ("also", "也可填入"),
    ("vague", "含义笼统"),
    ("aliases", "常见写法"),
    ("alias_ids", "并入的编号"),
    ("since", "起始版本"),
    ("source", "扩展"),
)
_NAMES = {
    Direction.HIGHER_BETTER: "越高越好",
    Direction.LOWER_BETTER: "越低越好",
    Direction.CEILING: "上限",
    Direction.FIXED: "定值",
    Direction.TARGET_BAND: "区间",
    ValueType.COUNT: "数量",
    ValueType.RATE: "比率",
    ValueType.MONEY: "金额",
    ValueType.DATE: "时点",
    ValueType.DURATION: "时长",
    ValueType.FREQUENCY: "频次",
    ValueType.QUALITATIVE: "定性",
    Change.SAME: "不变",
    Change.MOVED: "移到成本指标之下",
    Change.ADDED: "2021版新增",
    Change.FOLDED: "并入效益指标",
    Change.OUTSIDE: "不在目标表分类内",
}


def concept_to_dict(concept: Concept) -> dict[str, Any]:
    """One concept as plain values; a home is None where the scheme has none."""
    crossing = cross(concept)
    return {
        "id": concept.id,
        "name": concept.name,
        "definition": concept.definition,
        "home_2015": _path(crossing.home_2015),
        "home_2021": _path(crossing.home_2021),
        "change": crossing.change.value,
        "units": list(concept.units),
        "direction": concept.direction.value,
        "value_type": concept.value_type.value,
        "domains": list(concept.domains),
        "also": list(concept.also),
        "vague": concept.vague,
        "aliases": list(concept.aliases),
        "alias_ids": list(concept.alias_ids),
        "since": concept.since,
        "source": concept.source,
    }


def taxonomy_to_dict(taxonomy: Taxonomy) -> dict[str, Any]:
    """The whole taxonomy: its version, the extensions in it, and its concepts."""
    return {
        "version": taxonomy.version,
        "extensions": list(taxonomy.names),
        "concepts": [concept_to_dict(concept) for concept in taxonomy.concepts],
    }


def taxonomy_to_json(taxonomy: Taxonomy) -> str:
    """Indented JSON, ending in a newline."""
    return object_to_json(taxonomy_to_dict(taxonomy))


def taxonomy_to_yaml(taxonomy: Taxonomy) -> str:
    """The same as YAML."""
    dumped: str = yaml.safe_dump(
        taxonomy_to_dict(taxonomy), allow_unicode=True, sort_keys=False, width=100
    )
    return dumped


def taxonomy_to_csv(taxonomy: Taxonomy) -> str:
    """One line a concept under one line of headings, for Excel: UTF-8 with BOM; lists are joined
    with 、."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow([heading for _, heading in _COLUMNS])
    for concept in taxonomy.concepts:
        plain = concept_to_dict(concept) | {
            "direction": _NAMES[concept.direction],
            "value_type": _NAMES[concept.value_type],
            "change": _NAMES[cross(concept).change],
            "vague": "是" if concept.vague else "",
        }
        writer.writerow([inert_text(_joined(plain[key])) for key, _ in _COLUMNS])
    return BOM + stream.getvalue()


def concept_to_text(concept: Concept) -> str:
    """One concept for a terminal, a line a fact, ending in a newline."""
    return "".join(f"{line}\n" for line in _facts(concept))


def hits_to_text(hits: Iterable[Hit]) -> str:
    """Concepts that were found: likeness, id, name, group and the wording that was alike."""
    return "".join(
        f"{hit.score:.2f}  {hit.concept.id:<9} {_padded(hit.concept.name, 32)} "
        f"{_padded(_group(hit.concept), 18)} {_wording(hit)}".rstrip()
        + "\n"
        for hit in hits
    )


def _facts(concept: Concept) -> Iterator[str]:
    crossing = cross(concept)
    kind = f"{_NAMES[concept.value_type]}，{_NAMES[concept.direction]}"
    units = f"，单位 {'、'.join(concept.units)}" if concept.units else ""
    yield f"{concept.id}  {concept.name}"
    yield f"  {concept.definition}"
    yield f"  2015版：{_path(crossing.home_2015) or '无'}"
    yield f"  2021版：{_path(crossing.home_2021) or '无'}（{_NAMES[crossing.change]}）"
    yield f"  取值：{kind}{units}"
    yield f"  领域：{'、'.join(concept.domains)}"
    if concept.vague:
        yield "  含义笼统，难以评分"
    for name, texts in (
        ("也可填入", concept.also),
        ("常见写法", concept.aliases),
        ("并入的编号", concept.alias_ids),
    ):
        if texts:
            yield f"  {name}：{'、'.join(texts)}"
    if concept.source:
        yield f"  扩展：{printable(concept.source)}"


def _group(concept: Concept) -> str:
    home = concept.level2_2021 or concept.level2_2015
    return home.level2 if home else "预算管理指标"


def _wording(hit: Hit) -> str:
    return "" if hit.wording in (hit.concept.name, hit.concept.id) else f"← {hit.wording}"


def _path(home: Home | None) -> str | None:
    return home.path if home else None


def _joined(value: Any) -> Any:  # noqa: ANN401
    return "、".join(value) if isinstance(value, list) else value


def _padded(text: str, width: int) -> str:
    shown = printable(text)
    return shown + " " * (width - display_width(shown))
