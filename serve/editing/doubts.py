"""What a person should look at first, and why: short for a form that was read well.

Only what nobody has corrected or confirmed is a doubt. Weights (0–1) put what is likeliest wrong
before what is merely unsure: misread texts, then rows, then what the rules found, then concepts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.record import FindingState, Severity, ValueFlag
from extractor.values.signs import sign_of
from extractor.values.text import fold
from serve.editing.changes import JsonObject
from serve.editing.row_kinds import CONCEPT

SURE_READING = 0.79
"""A text that was read with certainty but lies under a seal has 0.8. In 42 synthetic scans 17 of
the 25 misread texts lay below, and 128 of the 4,700 right ones."""
SURE_ROW = 0.75
"""A row's confidence is the probability that all of it is right; a row under a seal has 0.85."""
SURE_CONCEPT = 0.85
_LIKELY_CANDIDATE = 0.5  # below it there is nothing to confirm, only to search
_LONG_TEXTS = frozenset(("scoring_rule", "evidence", "basis", "deviation", "standard", "text"))
_FLAGS = {
    ValueFlag.OCR_SUSPECT: (0.85, "可能误识", "The value is probably misread"),
    ValueFlag.TRUNCATED: (0.5, "可能不完整", "The value is probably cut off"),
    ValueFlag.UNIT_INFERRED: (0.25, "单位为推断", "The unit was inferred"),
}
_FINDINGS = {Severity.ERROR: 0.45, Severity.WARNING: 0.3}
_CONFLICTS = "rerun."  # findings of `merging`, which are worth a look though they are no faults


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing to look at. `weight` 0–1 orders them; `confidence` is the machine's, 0–1; `reason`
    is stable: a key, a flag or a rule."""

    path: str
    kind: str  # reading value row inferred concept finding unassigned
    confidence: float
    weight: float
    reason: str
    message: str


def doubts(record: JsonObject) -> tuple[Doubt, ...]:
    """The doubts of a record, the greatest first, at most one a path."""
    found = [*_of_findings(record["findings"], "")]
    for number, form in enumerate(record["forms"]):
        found += _of_form(form, f"/forms/{number}")
    greatest: dict[str, Doubt] = {}
    for doubt in sorted(found, key=lambda doubt: -doubt.weight):
        greatest.setdefault(doubt.path, doubt)
    return tuple(greatest.values())


def _of_form(form: JsonObject, path: str) -> Iterator[Doubt]:
    places = form["places"]
    if places["title"] is not None:
        yield from _of_sight(places["title"], f"{path}/title", "title")
    for key, sight in places["fields"].items():
        yield from _of_sight(sight, f"{path}/fields/{key}", key)
    for name, key in (("funding", "raw"), ("goals", "text")):
        for index, sight in enumerate(places[name]):
            yield from _of_sight(sight, f"{path}/{name}/{index}/{key}", key)
    for name in ("other_fields", "tasks"):
        for index, sights in enumerate(places[name]):
            for key, sight in sights.items():
                if sight is not None:
                    yield from _of_sight(sight, f"{path}/{name}/{index}/{key}", key)
    yield from _of_amounts(form, path)
    yield from _of_indicators(form, path)
    yield from _of_findings(form["findings"], path)
    yield from _of_unassigned(form, path)


def _of_sight(sight: JsonObject, path: str, key: str) -> Iterator[Doubt]:
    confidence: float = sight["confidence"]
    if sight.get("reviewed") or confidence >= SURE_READING:
        return
    share = 1 - confidence / SURE_READING
    weight = (0.5 + 0.5 * share) * (0.6 if key in _LONG_TEXTS else 1.0)
    yield Doubt(
        path,
        "reading",
        confidence,
        round(weight, 4),
        key,
        f"识别把握仅 {confidence:.0%}，请对照原件。 "
        f"Read with a confidence of {confidence:.0%}: compare with the page.",
    )


def _of_amounts(form: JsonObject, path: str) -> Iterator[Doubt]:
    for index, (line, sight) in enumerate(
        zip(form["funding"], form["places"]["funding"], strict=True)
    ):
        if line.get("unit_inferred") and not sight.get("reviewed"):
            place = f"{path}/funding/{index}/raw"
            yield _flagged(place, ValueFlag.UNIT_INFERRED, sight["confidence"])


def _of_indicators(form: JsonObject, path: str) -> Iterator[Doubt]:
    before: JsonObject = {}
    pairs = zip(form["indicators"], form["places"]["indicators"], strict=True)
    for index, (row, sights) in enumerate(pairs):
        place = f"{path}/indicators/{index}"
        for key, sight in sights.items():
            if key != CONCEPT:
                yield from _of_sight(sight, f"{place}/{key}", key)
        yield from _of_value(row, sights, place)
        if not all(sight.get("reviewed") for key, sight in sights.items() if key != CONCEPT):
            yield from _of_row(row, place)
        yield from _of_inferred(row, before, sights, place)
        if not sights.get(CONCEPT, {}).get("reviewed"):
            yield from _of_concept(row["classification"], place)
        before = row


def _of_value(row: JsonObject, sights: JsonObject, place: str) -> Iterator[Doubt]:
    value, sign = sights.get("value"), sights.get("operator")
    for flag in row["normalized"]["flags"]:
        if flag in tuple(_FLAGS) and value is not None and not value.get("reviewed"):
            yield _flagged(f"{place}/value", ValueFlag(flag), value["confidence"])
    text = fold(row.get("operator_column", ""))
    known = not text or sign_of(text) or "定性" in text or not any(c.isalnum() for c in text)
    if sign is not None and not sign.get("reviewed") and not known and len(text) == 1:
        yield _flagged(f"{place}/operator", ValueFlag.OCR_SUSPECT, sign["confidence"])


def _flagged(path: str, flag: ValueFlag, confidence: float) -> Doubt:
    weight, chinese, english = _FLAGS[flag]
    message = f"{chinese}，请核对。 {english}: please check."
    return Doubt(path, "value", confidence, weight, flag.value, message)


def _of_row(row: JsonObject, place: str) -> Iterator[Doubt]:
    confidence: float = row["confidence"]
    if confidence < SURE_ROW:
        weight = 0.3 + 0.3 * (1 - confidence / SURE_ROW)
        message = (
            f"整行把握仅 {confidence:.0%}，请核对层级和各列。 "
            f"The row is right with a probability of {confidence:.0%}: check levels and columns."
        )
        yield Doubt(place, "row", confidence, round(weight, 4), "confidence", message)


def _of_inferred(
    row: JsonObject, before: JsonObject, sights: JsonObject, place: str
) -> Iterator[Doubt]:
    """One doubt for each run of rows under the same label."""
    for key in row["inferred"]:
        repeated = key in before.get("inferred", ()) and before[key] == row[key]
        if key in sights and not sights[key].get("reviewed") and not repeated:
            message = "未印出，由相邻行推断。 It is not printed but follows from its neighbours."
            yield Doubt(f"{place}/{key}", "inferred", row["confidence"], 0.25, key, message)


def _of_concept(classification: JsonObject, place: str) -> Iterator[Doubt]:
    confidence = classification["confidence"] or 0.0
    candidates: Sequence[JsonObject] = classification["candidates"]
    path = f"{place}/{CONCEPT}"
    if classification["concept"] is None:
        if candidates and candidates[0]["confidence"] >= _LIKELY_CANDIDATE:
            message = "未归类，有相近的标准指标。 Not classified, but a concept comes near."
            yield Doubt(path, "concept", confidence, 0.12, "abstained", message)
    elif confidence < SURE_CONCEPT:
        message = "标准指标归类不确定。 The concept is unsure."
        yield Doubt(path, "concept", confidence, 0.15, "unsure", message)


def _of_findings(findings: Sequence[JsonObject], path: str) -> Iterator[Doubt]:
    for index, finding in enumerate(findings):
        weight = _FINDINGS.get(Severity(finding["severity"]), 0.0)
        if finding["rule"].startswith(_CONFLICTS):
            weight = 0.35
        is_open = finding.get("state", FindingState.OPEN) == FindingState.OPEN
        if weight and finding["evidence"] and is_open:
            place = f"{path}/findings/{index}"
            yield Doubt(place, "finding", 1.0, weight, finding["rule"], finding["message"])


def _of_unassigned(form: JsonObject, path: str) -> Iterator[Doubt]:
    """Texts without a place in the form, until somebody has been through all of it."""
    if _all_reviewed(form["places"]):
        return
    for index, _ in enumerate(form["unassigned"]):
        message = "表中文字未能归入任何栏目。 A text of the form found no place."
        yield Doubt(f"{path}/unassigned/{index}", "unassigned", 1.0, 0.2, "unassigned", message)


def _all_reviewed(node: object) -> bool:
    """Whether all sights in a part of `places` were reviewed."""
    if isinstance(node, list):
        return all(map(_all_reviewed, node))
    if isinstance(node, dict):
        if "where" in node and "confidence" in node:
            return bool(node.get("reviewed"))
        return all(map(_all_reviewed, node.values()))
    return True
