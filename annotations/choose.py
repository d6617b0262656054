"""What is labelled first: the least sure, mixed with a random part for honest estimates.

All chance comes from a hash of seed and task, so that a repeated or resumed push chooses alike.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from annotations.runs import Run, Sheet
from annotations.tasks import Choice, task_key

UNCERTAIN = "uncertain"
RANDOM = "random"


@dataclass(frozen=True, slots=True)
class Plan:
    """Shares (0–1) of tasks that are chosen at random and that two people label."""

    seed: int = 20240101
    random_share: float = 0.15
    double_share: float = 0.10


@dataclass(frozen=True, slots=True)
class Chosen:
    """A sheet with its place in the queue: the lowest score is served first."""

    run: Run
    sheet: Sheet
    choice: Choice
    annotators: int

    @property
    def key(self) -> str:
        """See `task_key`."""
        return task_key(self.run, self.sheet)


def choose(sheets: Sequence[tuple[Run, Sheet]], plan: Plan) -> list[Chosen]:
    """The sheets in the order in which they are to be labelled.

    The score of a sheet is its confidence. One that was chosen at random has that of another
    sheet drawn by chance, and so stands anywhere in the queue whatever its own confidence is.
    """
    ordered = sorted(sheet.confidence for _, sheet in sheets)
    chosen = [_chosen(run, sheet, plan, ordered) for run, sheet in sheets]
    return sorted(chosen, key=lambda entry: (entry.choice.score, entry.key))


def chance(seed: int, purpose: str, key: str) -> float:
    """A number in [0, 1) that is always the same for the same arguments."""
    digest = hashlib.sha256(f"{seed}:{purpose}:{key}".encode()).digest()
    return int.from_bytes(digest[:8]) / 2**64


def _chosen(run: Run, sheet: Sheet, plan: Plan, ordered: Sequence[float]) -> Chosen:
    key = task_key(run, sheet)
    annotators = 2 if chance(plan.seed, "double", key) < plan.double_share else 1
    if chance(plan.seed, "random", key) >= plan.random_share:
        return Chosen(run, sheet, Choice(sheet.confidence, UNCERTAIN), annotators)
    place = int(chance(plan.seed, "place", key) * len(ordered))
    return Chosen(run, sheet, Choice(ordered[place], RANDOM), annotators)
