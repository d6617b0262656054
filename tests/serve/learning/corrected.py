"""Corrections drawn by number: submissions of so many values, some of them changed."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from annotations.corrections import Aspect, Correction, Reading, Source, Spot, Submission, Verdict
from annotations.labels import Label

BEGAN = datetime(2031, 3, 3, 4, tzinfo=UTC)  # a Monday, noon in China
LABELS = (Label.TITLE, Label.FIELD, Label.LEVEL1, Label.LEVEL2, Label.LEVEL3, Label.VALUE)


def value(number: int, *changed: Aspect, label: str = Label.VALUE) -> Correction:
    """A value of the machine's; left alone where nothing of it was changed."""
    spot = Spot(1, (50.0, 20.0 * number, 200.0, 20.0 * number + 15))
    shown = Reading(label, f"≥{number}公里", spot=spot)
    became = Reading(label, f"≥{number}.5公里", spot=spot) if changed else shown
    verdict = Verdict.CORRECTED if changed else Verdict.UNTOUCHED
    return Correction(f"r1.1.{number}", (), verdict, shown, became, changed, 0.9)


def form(number: int, corrections: Sequence[Correction], **more: Any) -> Submission:
    """A judgement of the form of document `number`, a day after that of the one before."""
    document = hashlib.sha256(str(number).encode()).hexdigest()
    given: dict[str, Any] = {
        "run": f"r{number:010x}",
        "source": Source.LABEL_STUDIO,
        "author": "user:1",
        "made_at": (BEGAN + timedelta(days=number)).isoformat(),
        "reference": str(number),
    }
    return Submission(document, 0, engine=(), corrections=tuple(corrections), **given | more)


def page_of_values(number: int, values: int, every: int) -> list[Correction]:
    """So many values of all kinds, of which every so-manieth was changed."""
    return [
        value(index, *((Aspect.TEXT,) if (index + number) % every == 0 else ()), label=label)
        for index in range(values)
        for label in (LABELS[index % len(LABELS)],)
    ]
