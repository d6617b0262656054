"""What MLflow is told: runs with settings, figures and files; versions of models and their aliases.

A local SQLite file needs no server; mlflow-skinny with SQLAlchemy and Alembic is enough for it.
"""

import os
import time
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from extractor.errors import JixiaoError
from training.gate.tracking import Told

_EXPERIMENT = "jixiao"
_KEY, _MODEL, _VERSION = "jixiao.key", "jixiao.model", "jixiao.version"
_FILES = "files"
_SQLITE = "sqlite:///"
_PAGE = 1000
_LONGEST = 5000
"""Characters of a setting or a tag that the tracker stores."""
_QUIET = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "DO_NOT_TRACK": "true",
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "1",
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "20",
    "MLFLOW_CONFIGURE_LOGGING": "false",
}
"""No telemetry; a server that is away is told of within seconds, not after seven rounds."""


class TrackingError(JixiaoError):
    """The tracker is not installed, does not answer, or does not keep what it is told."""

    code = "training.tracking"
    remedy = (
        "请检查 --tracking 的地址，之后运行 jixiao models sync。 "
        "Check the address of --tracking, then run `jixiao models sync`."
    )
    exit_code = 3


class Tracker(Protocol):
    """Where trainings are tracked."""

    def known(self, model: str) -> frozenset[str]:
        """Keys of what was told of a model, whole. Raises TrackingError."""
        ...

    def tell(self, model: str, told: Told) -> None:
        """Keep one thing more; a version is registered with its files. Raises TrackingError."""
        ...

    def point(self, model: str, aliases: Mapping[str, str]) -> None:
        """Let aliases mean versions as the registry has them. Raises TrackingError."""
        ...


class MlflowTracker:
    """MLflow at a URI: `sqlite:///FILE` or the URL of a server."""

    def __init__(self, uri: str) -> None:
        self._uri = uri
        self._opened: tuple[Any, str] | None = None

    def known(self, model: str) -> frozenset[str]:
        """Keys of the finished runs of a model; what a killed one left is removed."""
        with _failures(self._uri):
            client, experiment = self._open()
            found = set()
            for run in _all(client, experiment, model):
                key = run.data.tags.get(_KEY)
                if run.info.status == "FINISHED":
                    found.add(key)
                else:
                    client.delete_run(run.info.run_id)
            return frozenset(found)

    def tell(self, model: str, told: Told) -> None:
        """One run; of a version a registered one with it."""
        with _failures(self._uri):
            client, experiment = self._open()
            named = {_KEY: told.key, _MODEL: model}
            tags = {f"jixiao.{name}": _cut(value) for name, value in told.tags.items()} | named
            run = client.create_run(experiment, tags=tags, run_name=f"{model} {told.title}")
            identity = run.info.run_id
            _log(client, identity, told)
            for path in told.files:
                client.log_artifact(identity, str(path), _FILES)
            if told.version is not None:
                _register(client, model, told, run.info)
            client.set_terminated(identity)

    def point(self, model: str, aliases: Mapping[str, str]) -> None:
        """Set the aliases that differ, and take away those that are gone."""
        with _failures(self._uri):
            client, _ = self._open()
            numbers = _numbers(client, model)
            if not numbers:
                return
            present = client.get_registered_model(_name(model)).aliases
            wanted = {alias: numbers[name] for alias, name in aliases.items() if name in numbers}
            for alias in present.keys() - wanted.keys():
                client.delete_registered_model_alias(_name(model), alias)
            for alias, number in wanted.items():
                if str(present.get(alias)) != number:
                    client.set_registered_model_alias(_name(model), alias, number)

    def _open(self) -> tuple[Any, str]:
        """The client and the id of the experiment, which is made when it is not there."""
        if self._opened is None:
            client = _client(self._uri)
            found = client.get_experiment_by_name(_EXPERIMENT)
            if found is None:
                place = _artifacts(self._uri)
                identity = client.create_experiment(_EXPERIMENT, artifact_location=place)
            else:
                identity = found.experiment_id
            self._opened = (client, str(identity))
        return self._opened


def _client(uri: str) -> Any:  # noqa: ANN401
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    if uri.startswith(_SQLITE):
        Path(uri.removeprefix(_SQLITE)).parent.mkdir(parents=True, exist_ok=True)
    from mlflow import MlflowClient

    return MlflowClient(uri, registry_uri=uri)


def _artifacts(uri: str) -> str | None:
    """Where files go: beside a local file, else where the server wants them."""
    if not uri.startswith(_SQLITE):
        return None
    file = Path(uri.removeprefix(_SQLITE)).absolute()
    return (file.parent / f"{file.stem}-files").as_uri()


def _all(client: Any, experiment: str, model: str) -> Iterator[Any]:  # noqa: ANN401
    token = None
    while True:
        wanted = f"tags.`{_MODEL}` = '{model}'"
        runs = client.search_runs([experiment], wanted, max_results=_PAGE, page_token=token)
        yield from runs
        token = runs.token
        if not token:
            return


def _log(client: Any, identity: str, told: Told) -> None:  # noqa: ANN401
    from mlflow.entities import Metric, Param

    now = int(time.time() * 1000)
    figures = [Metric(one.name, one.value, now, one.step) for one in told.figures]
    for start in range(0, len(figures), _PAGE):
        client.log_batch(identity, metrics=figures[start : start + _PAGE])
    settings = [Param(name, _cut(value)) for name, value in told.settings.items()]
    for start in range(0, len(settings), 100):
        client.log_batch(identity, params=settings[start : start + 100])


def _register(client: Any, model: str, told: Told, info: Any) -> None:  # noqa: ANN401
    """A registered version with the files of a run; one that a killed run made is replaced."""
    assert told.version is not None
    name = _name(model)
    if not list(client.search_registered_models(f"name = '{name}'")):
        client.create_registered_model(name)
    before = _numbers(client, model).get(told.version)
    if before is not None:
        client.delete_model_version(name, before)
    tags = {_VERSION: told.version, _KEY: told.key}
    source = f"{info.artifact_uri}/{_FILES}"
    client.create_model_version(name, source, info.run_id, tags=tags)


def _numbers(client: Any, model: str) -> dict[str, str]:  # noqa: ANN401
    """The tracker's number of each version of the registry."""
    numbers: dict[str, str] = {}
    token = None
    while True:
        wanted = f"name = '{_name(model)}'"
        found = client.search_model_versions(wanted, max_results=200, page_token=token)
        for one in found:
            if _VERSION in one.tags:
                numbers[one.tags[_VERSION]] = str(one.version)
        token = found.token
        if not token:
            return numbers


def _name(model: str) -> str:
    return f"{_EXPERIMENT}-{model}"


def _cut(value: str) -> str:
    return value[:_LONGEST]


@contextmanager
def _failures(uri: str) -> Iterator[None]:
    """Whatever the tracker fails with, as a TrackingError that names where it is."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # deprecations between its own packages
            yield
    except ImportError as error:
        raise TrackingError(
            "未安装 MLflow：make train-tools。 MLflow is not installed: run `make train-tools`."
        ) from error
    except _errors_of_mlflow() as error:
        where = urlsplit(uri)
        told = (str(error).splitlines() or [type(error).__name__])[0][:300]
        for secret in filter(None, (where.password, where.username)):
            told = told.replace(secret, "***")
        raise TrackingError(f"MLflow ({where.scheme}): {told}") from error


def _errors_of_mlflow() -> tuple[type[Exception], ...]:
    from mlflow.exceptions import MlflowException
    from sqlalchemy.exc import SQLAlchemyError

    return (OSError, MlflowException, SQLAlchemyError)
