"""Second looks in Label Studio: the task of a form asks for one person more, and says at what."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from annotations.asked_again import Asked
from annotations.choose import Reason
from annotations.label_studio.answers import TaskHead
from annotations.label_studio.client import LabelStudio

_SHOWN = 20
"""Doubts that a task tells."""


@dataclass(frozen=True, slots=True)
class LookReport:
    """Tasks that ask for one person more, those that did before, and forms that have no task."""

    raised: int = 0
    known: int = 0
    elsewhere: tuple[tuple[str, int], ...] = ()


def look_again(label_studio: LabelStudio, project: int, asked: Sequence[Asked]) -> LookReport:
    """Have every form that is doubted judged by somebody who has not judged it.

    Label Studio serves a task to nobody twice, so that one annotator more is another one. May be
    repeated: how many there are to be was settled when it was asked.
    """
    forms: dict[tuple[str, int], list[Asked]] = defaultdict(list)
    for entry in asked:
        forms[entry.suspect.document, entry.suspect.form].append(entry)
    heads: dict[tuple[str, int], TaskHead] = {}
    for head in label_studio.task_heads(project):
        data = head.data
        if isinstance(data.get("document"), str) and isinstance(data.get("form"), int):
            heads.setdefault((data["document"], data["form"]), head)
    raised = known = 0
    for form, entries in forms.items():
        if form not in heads:
            continue
        head = heads[form]
        wanted = 1 + max(len(entry.authors) for entry in entries)
        told = "\n".join(entry.suspect.reason for entry in entries[:_SHOWN])
        marks = {"chosen": Reason.SECOND_LOOK.value, "second_look": told}
        if head.data | marks != head.data:
            label_studio.tell_task(head.id, head.data | marks)
        if head.overlap < wanted:
            label_studio.reopen(head.id, wanted)
            raised += 1
        else:
            known += 1
    return LookReport(raised, known, tuple(form for form in forms if form not in heads))
