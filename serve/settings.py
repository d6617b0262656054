"""Settings of the service, read from the environment once, at the start, and handed down."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Self

from serve.errors import SettingsError

MEBIBYTE = 2**20  # that of extractor.ingest comes with all its decoders, 0.2 s at every start
PREFIX = "JIXIAO_"
DEFAULT_HOME = Path("~/.local/share/jixiao")


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the data lies and how much of everything there may be. Bytes, seconds, counts.

    `home` holds the database, the blobs and the key of the sessions unless URLs name other places.
    `workers` is how many worker processes `jixiao serve` starts beside itself; 0 for none.
    """

    home: Path
    database_url: str = ""  # empty: sqlite in `home`
    blobs: str = ""  # empty: a folder in `home`; s3://bucket/prefix otherwise
    models: str = ""  # empty: `models` in `home`; the registry of versions of what can learn
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    reader: str = "process"  # below each worker; "ray": an actor on a cluster
    ray_address: str = ""  # of that cluster, with a node on this machine; empty: one is started
    archive_manifest: str = ""  # of `jixiao batch` and `archive`, as --manifest: which others see
    max_upload_bytes: int = 256 * MEBIBYTE
    max_files: int = 1000  # of one upload, unpacked
    max_unpacked_bytes: int = 2048 * MEBIBYTE
    max_queued: int = 50_000  # uploads beyond are told to come again
    min_free_bytes: int = 256 * MEBIBYTE  # of the disk, below which no upload is accepted
    sync_bytes: int = 8 * MEBIBYTE  # largest file of POST /v1/extract
    sync_seconds: float = 60.0
    lease_seconds: float = 12.0
    poll_seconds: float = 0.5
    document_seconds: float = 1800.0
    document_memory: int = 4096 * MEBIBYTE  # resident, of the child that reads a document
    max_crashes: int = 3
    max_lost: int = 10  # leases that ran out under one document
    max_retries: int = 8  # after faults of the machine
    learn: bool = True  # gather what people correct, for the models to learn from
    learning_seconds: float = 4 * 3600.0  # of one training, comparison or promotion
    retention_days: float = 30.0  # between the deletion of a document and that of its bytes
    session_seconds: float = 12 * 3600.0
    # Of one key or session; 0: no limit. Archives are uploaded at hundreds a second: the default
    # only stops a client gone wild, a key may have a limit of its own.
    requests_per_minute: int = 60_000
    secure_cookies: bool = True
    open_on_loopback: bool = False  # only `make demo-page`: no login for callers on this machine
    public_url: str = ""
    allow_private_webhooks: bool = False
    labelling_poll_minutes: float = 5.0  # between pulls of Label Studio without a nudge; 0: none
    log_json: bool = True

    def database(self) -> str:
        """The SQLAlchemy URL of the database."""
        url = self.database_url or f"sqlite:///{self.home / 'jixiao.db'}"
        return url.replace("postgresql://", "postgresql+psycopg://", 1).replace(
            "postgres://", "postgresql+psycopg://", 1
        )

    def models_folder(self) -> Path:
        """The registry of versions that documents are read with."""
        return Path(self.models).expanduser() if self.models else self.home / "models"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Read every setting `NAME` from `JIXIAO_NAME`. Raises SettingsError for a value that is
        not of its kind; names that are not settings are left alone."""
        given: dict[str, object] = {}
        home = environment.get(f"{PREFIX}HOME") or str(DEFAULT_HOME)
        given["home"] = Path(home).expanduser().absolute()
        for entry in fields(cls):
            text = environment.get(f"{PREFIX}{entry.name.upper()}")
            if entry.name != "home" and text:
                given[entry.name] = _parse(entry.name, text, entry.type)
        return cls(**given)  # type: ignore[arg-type]


def api_key(environment: Mapping[str, str] = os.environ) -> str:
    """The key by which this machine calls another's service, JIXIAO_API_KEY; empty without one."""
    return environment.get(f"{PREFIX}API_KEY", "").strip()


_TRUE = frozenset(("1", "true", "yes", "on"))
_FALSE = frozenset(("0", "false", "no", "off"))


def _parse(name: str, text: str, kind: object) -> object:
    try:
        if kind in (int, "int"):
            return _not_negative(int(text))
        if kind in (float, "float"):
            return _not_negative(float(text))
    except ValueError as error:
        raise SettingsError(f"{PREFIX}{name.upper()}={text!r}") from error
    if kind in (bool, "bool"):
        if text.lower() in _TRUE | _FALSE:
            return text.lower() in _TRUE
        raise SettingsError(f"{PREFIX}{name.upper()}={text!r}")
    return text


def _not_negative(number: float) -> float:
    if not 0 <= number < float("inf"):
        raise ValueError(number)
    return number
