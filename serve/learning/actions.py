"""What an administrator can have done for the models, and the command that does each."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec

from models.kinds import ModelKind
from serve.jobs.own_command import OWN_PYTHON, jixiao_command


class Action(StrEnum):
    """A task of learning."""

    TRAIN = "train"
    COMPARE = "compare"
    PROMOTE = "promote"
    ROLLBACK = "rollback"
    GATHER = "gather"
    REREAD = "reread"


OF_A_MODEL = (Action.TRAIN, Action.COMPARE, Action.PROMOTE, Action.ROLLBACK)
"""Those that are about one model; the others are about all documents."""
_NEEDED = {
    ModelKind.FORM_TAGGER: "torch",
    ModelKind.INDICATOR_CLASSIFIER: "torch",
    ModelKind.TABLE_STRUCTURE: "torch",
}
"""Packages of the extra `train`, without which a part cannot learn; comparing needs none."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be done; `model` where the action is about one."""

    action: Action
    model: ModelKind | None = None


def command_of(job: Job) -> Sequence[str]:
    """The command line. It tells what came of it as the last line of its output that is a JSON
    object; exit codes: 0 done, 1 refused by the gate, 2 nothing to learn from."""
    model = (job.model or "").replace("_", "-")
    match job.action:
        case Action.GATHER:
            return (*OWN_PYTHON, "-m", "serve.learning.gather_now")
        case Action.REREAD:
            return jixiao_command("admin", "rerun-outdated")
        case Action.TRAIN:
            return jixiao_command("train", model, "--with-corrections", "--json")
        case _:
            return jixiao_command("models", job.action.value, model, "--json")


def missing_package(job: Job) -> str | None:
    """A package that the job needs and that is not installed, by its name."""
    needed = _NEEDED.get(job.model) if job.model and job.action is Action.TRAIN else None
    return needed if needed is not None and find_spec(needed) is None else None
