"""What is known of the cells of a form, while it is found out."""

from dataclasses import dataclass
from typing import Final

from models.form_tagger.encode import Whole
from models.form_tagger.keys import KEYS
from models.form_tagger.roles import PANELS, ROLES, Role, TaggedPanel
from training.corrections.places import FormView, Run
from training.form_tagger.batches import IGNORED, NO_LINK

UNKNOWN: Final = IGNORED
"""Target of what is not known: it does not count."""
ROLE, _PANEL, _KEY, _PARENT, _CONTINUES = range(5)


@dataclass(slots=True)
class CellTruth:
    """What is known so far; `targets` (N, 5) as of `batches.Example`. A cell that two texts claim
    is of neither."""

    view: FormView
    targets: Whole

    def put(self, run: Run, role: Role, panel: TaggedPanel | None, key: str | None) -> None:
        """Say what the cells of a text are; None leaves a part unknown."""
        for place, index in enumerate(run):
            row = self.targets[index]
            row[ROLE] = ROLES.index(role)
            if panel is not None:
                row[_PANEL] = PANELS.index(panel)
            if key is not None:
                row[_KEY] = KEYS.index(key)
            row[_CONTINUES] = run[place - 1] if place else NO_LINK

    def link(self, run: Run, parent: int) -> None:
        """Say to which cell the cells of a text belong; NO_LINK for none."""
        for index in run:
            self.targets[index, _PARENT] = parent

    def free(self, run: Run) -> bool:
        """Whether nothing is known of any cell of a run."""
        return bool((self.targets[list(run), ROLE] == UNKNOWN).all())
