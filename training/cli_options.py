"""What the commands `jixiao train` and `jixiao models` share: where things lie, how errors end."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from annotations.workspace import Workspace
from extractor.engines import Engines, default_engines
from extractor.errors import JixiaoError
from models.champions import read_champions
from models.errors import RegistryError
from models.kinds import ModelKind
from models.registry import FileRegistry, ModelRegistry
from training.corrections.forms import CorrectionError
from training.gate.mlflow_mirror import OFF, default_tracking, tracked

_HOME = "~/.local/share/jixiao"
NOTHING = 2
"""Exit code where there is nothing to learn from or to compare on."""
REFUSED = 1
"""Exit code where the gate does not let a challenger pass."""
_BROKEN = 3
_OF_FILES = (
    "请检查该文件、权限与磁盘空间。 See whether the file is whole and may be read, and whether the "
    "disk is full."
)


@dataclass(frozen=True, slots=True)
class Place:
    """The corrections, the registry, and where trainings are tracked."""

    workspace: Workspace
    models: Path
    tracking: str

    def files(self) -> FileRegistry:
        """The registry in its folder."""
        return FileRegistry(self.models)

    def registry(self) -> ModelRegistry:
        """The registry, of which the tracker is told."""
        return tracked(self.files(), self.tracking)

    def engines(self) -> Engines:
        """The engines that read documents now."""
        return default_engines(read_champions(self.models))


class KindName(click.ParamType[ModelKind]):
    """A kind of model by its name, with dashes or underscores."""

    name = "kind"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """What the help shows."""
        return "|".join(dashed(kind) for kind in ModelKind)

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> ModelKind:
        """The kind. Fails for an unknown name."""
        try:
            return ModelKind(value.replace("-", "_"))
        except ValueError:
            names = ", ".join(dashed(kind) for kind in ModelKind)
            self.fail(f"{value}: 没有此模型。 No such model; one of {names}.", param, ctx)


def dashed(kind: ModelKind) -> str:
    """The name of a kind on the command line."""
    return kind.value.replace("_", "-")


def with_place(command: Callable[..., None]) -> Callable[..., None]:
    """Add --home, --models and --tracking, which become one argument `place`."""

    @wraps(command)
    def with_one(*, home: str, models: str | None, tracking: str | None, **rest: Any) -> None:  # noqa: ANN401
        folder = Path(home).expanduser().absolute()
        registry = folder / "models" if models is None else Path(models).expanduser().absolute()
        with ending():
            command(place=Place(Workspace(folder), registry, _tracking(tracking, folder)), **rest)

    for option in (
        click.option(
            "--tracking",
            envvar="MLFLOW_TRACKING_URI",
            help="MLflow 地址，off 表示不记录。 URI of MLflow, or off; a file of the home folder.",
        ),
        click.option(
            "--models",
            envvar="JIXIAO_MODELS",
            type=click.Path(file_okay=False),
            help="模型文件夹，默认为数据文件夹下的 models。 The registry; default: HOME/models.",
        ),
        click.option(
            "--home",
            envvar="JIXIAO_HOME",
            default=_HOME,
            show_default=True,
            type=click.Path(file_okay=False),
            help="数据文件夹。 The folder of the data.",
        ),
    ):
        with_one = option(with_one)
    return with_one


def as_json(command: Callable[..., None]) -> Callable[..., None]:
    """Add --json, which becomes `form`: "json" or None."""
    return click.option(
        "--json", "form", flag_value="json", help="输出一行 JSON。 Print a line of JSON."
    )(command)


def line_of(told: Mapping[str, Any]) -> str:
    """An object as one line of JSON."""
    return json.dumps(told, ensure_ascii=False)


@contextmanager
def ending() -> Iterator[None]:
    """Errors as a message on stderr and an exit code; those of the product end by themselves."""
    try:
        yield
    except CorrectionError as error:
        _end(f"{error}\n  {error.remedy}", NOTHING)
    except RegistryError as error:
        _end(f"{error.code}: {error}\n  {error.remedy}", _BROKEN)
    except JixiaoError as error:
        _end(f"{error.code}: {error}\n  {error.remedy}", error.exit_code)
    except OSError as error:
        _end(f"{error}\n  {_OF_FILES}", _BROKEN)


def _end(message: str, code: int) -> None:
    click.echo(f"错误 Error: {message}", err=True)
    raise SystemExit(code)


def _tracking(named: str | None, home: Path) -> str:
    if named:
        return named
    return OFF if find_spec("mlflow") is None else default_tracking(home)
