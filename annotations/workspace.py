"""The folder of the labelling loop: what was shown, what came back, and where the project is.

annotations/
  project.json  token        the Label Studio that is used
  runs/  pages/              what was shown
  originals/                 the documents, by their SHA-256
  sheets/                    their cells, as training read them last
  corrections/               what people made of it
  truths/                    whole forms as the review page left them
  pull.json                  how far it was fetched
  gold/                      frozen sets
label-studio/                the local server, if there is one
"""

import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from annotations.correction_store import CorrectionStore
from annotations.errors import NoProjectError
from annotations.folders import write_whole
from annotations.originals import Originals
from annotations.runs import RunStore
from annotations.truth_store import TruthStore

JsonObject = dict[str, Any]

_PRIVATE = 0o600
_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class ProjectLink:
    """Which project of which server, and how it gets the pictures.

    `local_prefix` is the folder of the pictures below the server's document root; where it is
    None pictures have signed URLs below `signed_base`, valid for `signed_days`.
    """

    url: str
    project: int
    interface: str
    local_prefix: str | None = "pages"
    signed_base: str = ""
    signed_days: int = 0


class Workspace:
    """The files of the labelling loop below a home folder; folders are made when needed."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.folder = home / "annotations"
        self.pages = self.folder / "pages"
        self.gold = self.folder / "gold"
        self.server = home / "label-studio"
        self.runs = RunStore(self.folder / "runs")
        self.originals = Originals(self.folder / "originals")
        self.sheets = self.folder / "sheets"
        self.corrections = CorrectionStore(self.folder / "corrections")
        self.truths = TruthStore(self.folder / "truths")
        self.lock = self.folder / "lock"

    def keep_page(self, name: str, data: bytes) -> None:
        """Store a picture. Raises OSError."""
        write_whole(self.pages / name, data)

    def link(self) -> ProjectLink:
        """The project. Raises NoProjectError."""
        found = self.known_link()
        if found is None:
            raise NoProjectError(str(self.folder))
        return found

    def known_link(self) -> ProjectLink | None:
        """The project, None where there is none yet."""
        entry = self._read("project.json")
        try:
            return None if entry is None else ProjectLink(**entry)
        except TypeError as error:
            raise NoProjectError(f"project.json: {error}") from error

    def put_link(self, link: ProjectLink) -> None:
        """Remember the project."""
        self._write("project.json", asdict(link))

    def known_server(self) -> tuple[str, str] | None:
        """URL and token of the Label Studio that was named last, None where none was."""
        entry = self._read("server.json")
        return None if entry is None else (str(entry["url"]), str(entry["token"]))

    def put_server(self, url: str, token: str) -> None:
        """Remember a Label Studio, readable by the owner of the file only."""
        text = json.dumps({"url": url, "token": token})
        write_whole(self.folder / "server.json", text.encode(), _PRIVATE)

    def signing_key(self) -> bytes:
        """The key that picture URLs are signed with; made at its first use."""
        path = self.folder / "signing-key"
        if not path.is_file():
            write_whole(path, secrets.token_hex(_KEY_BYTES).encode(), _PRIVATE)
        return path.read_bytes()

    def pulled_until(self) -> str | None:
        """The newest change that was fetched (ISO 8601), None before the first pull."""
        entry = self._read("pull.json")
        return None if entry is None else str(entry["until"])

    def put_pulled_until(self, instant: str) -> None:
        """Remember how far was fetched."""
        self._write("pull.json", {"until": instant})

    def _read(self, name: str) -> JsonObject | None:
        path = self.folder / name
        if not path.is_file():
            return None
        entry: JsonObject = json.loads(path.read_text(encoding="utf-8"))
        return entry

    def _write(self, name: str, entry: JsonObject) -> None:
        write_whole(self.folder / name, json.dumps(entry, ensure_ascii=False, indent=1).encode())
