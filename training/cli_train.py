"""`jixiao train`: a part learns from what people corrected, and becomes the challenger."""

import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import click

from extractor.errors import MissingPackageError
from models.kinds import ModelKind
from models.registry import Alias, Version
from training.cli_options import NOTHING, KindName, Place, as_json, dashed, line_of, with_place
from training.gate.contest import ensure_champion, taught_version
from training.gate.kinds import trainable
from training.gate.locks import alone
from training.gate.trainable import OBJECTIONS, Lesson, Step, Taught

_SEED = 20261122
_PAUSE = 10.0  # seconds between lines of progress
_NO_CORRECTIONS = 64
_EXTRA = ("torch", "transformers")
_SCRATCH: Mapping[ModelKind, str] = {
    ModelKind.FORM_TAGGER: (
        "python -m training.make_form_examples --first 200000 --count 26000 --out FILE\n"
        "python -m training.train_form_tagger --examples FILE"
    ),
    ModelKind.INDICATOR_CLASSIFIER: "python -m training.train_indicator_classifier",
    ModelKind.TABLE_STRUCTURE: "python -m training.train_table_structure",
    ModelKind.RECOGNITION_LEXICON: "",
}


@dataclass(frozen=True, slots=True)
class _Settings:
    """How a lesson goes; see Lesson."""

    steps: int | None
    threads: int
    seed: int
    rehearsal: Path | None


def _with_settings(command: Callable[..., None]) -> Callable[..., None]:
    """Add --steps, --threads, --seed and --rehearsal, which become one argument `settings`."""

    @wraps(command)
    def with_one(
        *,
        steps: int | None,
        threads: int,
        seed: int,
        rehearsal: Path | None,
        **rest: Any,  # noqa: ANN401
    ) -> None:
        command(settings=_Settings(steps, threads, seed, rehearsal), **rest)

    there = click.Path(exists=True, path_type=Path)
    rehearsal_help = "重温用的样例，默认自行绘制。 Examples to rehearse; drawn anew by default."
    for option in (
        click.option("--rehearsal", type=there, help=rehearsal_help),
        click.option("--seed", type=int, default=_SEED, show_default=True),
        click.option("--threads", type=click.IntRange(1), default=1, show_default=True),
        click.option("--steps", type=click.IntRange(1), help="步数上限。 Steps at most."),
    ):
        with_one = option(with_one)
    return with_one


@click.command()
@click.argument("kind", type=KindName())
@click.option(
    "--with-corrections",
    "what",
    flag_value="corrections",
    help="从修正中学习。 Go on from the champion with the corrections.",
)
@with_place
@_with_settings
@as_json
def train(
    kind: ModelKind, what: str | None, place: Place, form: str | None, settings: _Settings
) -> None:
    """从修正中训练，登记为挑战者，由 jixiao models promote 决定是否启用。

    Learn from the corrections of the workspace: the result is registered as challenger, and
    `jixiao models promote` decides whether it is used. A run that was ended goes on; the same
    corrections give the same bytes.

    On one idle core: form-tagger 1 to 2 minutes, of which drawing forms to rehearse takes half the
    first time; indicator-classifier half a minute; table-structure 5 minutes; recognition-lexicon 1
    to 2 minutes. A scan that is read again for the first time adds half a minute a page.

    Exit codes: 0 learned, 2 nothing to learn from, 5 a package is missing, 7 another training runs.
    """
    if what is None:
        _tell_scratch(kind)
    with alone(place.models / "training.lock", "另一个训练正在进行。 Another training is running."):
        version, taught = _learned(kind, place, settings)
    if version is None:
        click.echo("没有学到更好的。 Nothing better than the champion was learned.", err=True)
        raise SystemExit(NOTHING)
    told = _told(place, version, taught)
    click.echo(line_of(told) if form == "json" else _text(told))


def _learned(kind: ModelKind, place: Place, settings: _Settings) -> tuple[Version | None, Taught]:
    registry, part = place.registry(), trainable(kind)
    champion = ensure_champion(registry, part)
    lesson = Lesson(
        place.workspace,
        place.models / kind / "training",
        settings.threads,
        settings.seed,
        settings.steps,
        settings.rehearsal,
        place.engines(),
        Progress().tell,
    )
    try:
        taught = part.learn(champion, lesson)
    except ModuleNotFoundError as error:
        if error.name not in _EXTRA:
            raise
        raise MissingPackageError(
            f"训练缺少 {error.name}。 Learning needs it: run `make train-tools`."
        ) from error
    version = taught_version(registry, champion, taught)
    _clear(lesson.folder)
    return version, taught


def _clear(folder: Path) -> None:
    """What is registered needs no checkpoints any more, nor do lessons that were ended and whose
    corrections are others by now; what further lessons need lies in `folder` itself."""
    for path in folder.glob("*/"):
        shutil.rmtree(path, ignore_errors=True)


class Progress:
    """Tells on stderr how far a training is, every so many seconds, and what is left of it."""

    def __init__(self) -> None:
        self._what, self._begun, self._first, self._told = "", 0.0, 0, 0.0

    def tell(self, step: Step) -> None:
        """See `Lesson.tell`."""
        now = time.monotonic()
        if step.what != self._what:
            self._what, self._begun, self._first, self._told = step.what, now, step.done, 0.0
        is_last = step.done >= step.steps
        if now - self._told < _PAUSE and not is_last:
            return
        self._told = now
        done = step.done - self._first
        left = ""
        if done > 0 and not is_last:
            seconds = round((now - self._begun) / done * (step.steps - step.done))
            left = f"，约剩 {seconds} 秒 (about {seconds} s left)"
        click.echo(f"{step.what} {step.done}/{step.steps}{left}", err=True)


def _tell_scratch(kind: ModelKind) -> None:
    commands = _SCRATCH[kind]
    hint = f"从零训练 from scratch:\n{commands}\n" if commands else ""
    click.echo(
        f"{hint}从修正中学习 from corrections:\njixiao train {dashed(kind)} --with-corrections",
        err=True,
    )
    raise SystemExit(_NO_CORRECTIONS)


def _told(place: Place, version: Version, taught: Taught) -> dict[str, Any]:
    champion = place.files().aliases(version.model)[Alias.CHAMPION]
    return {
        "model": version.model,
        "champion": champion,
        "challenger": version.name,
        "sha256": dict(version.files),
        "objections": list(taught.facts.get(OBJECTIONS, ())),
        "facts": dict(taught.facts),
    }


def _text(told: Mapping[str, Any]) -> str:
    lines = [f"{told['challenger']}: 挑战者 challenger of {told['champion']}"]
    lines += [f"  {name}: {value}" for name, value in told["facts"].items() if name != OBJECTIONS]
    lines += [f"- {objection}" for objection in told["objections"]]
    lines.append(f"jixiao models promote {told['model'].replace('_', '-')}")
    return "\n".join(lines)
