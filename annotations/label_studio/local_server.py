"""A Label Studio of our own on this machine: in its own environment, headless, on loopback only.

It reads settings also from variables without a prefix (HOST, PORT, DEBUG …), so that it is given
an environment that holds nothing else.
"""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from annotations.errors import ServerInstallError, ServerStartError
from annotations.folders import write_whole
from annotations.label_studio.client import LabelStudio
from annotations.label_studio.tokens import Token

VERSION = "1.23.2"
HOST = "127.0.0.1"

_USER = "admin@localhost.local"
_READY_SECONDS = 300.0  # the first start makes the database: 50 to 90 s
_POLL_SECONDS = 0.3
_END_SECONDS = 20.0
_INSTALL_SECONDS = 1800
_LOG_CHARACTERS = 600
_PRIVATE = 0o600
_SWITCHES = {
    "LABEL_STUDIO_ENABLE_LEGACY_API_TOKEN": "true",
    "LABEL_STUDIO_DISABLE_SIGNUP_WITHOUT_LINK": "true",
    "COLLECT_ANALYTICS": "false",
    "LATEST_VERSION_CHECK": "false",
    "SENTRY_DSN": "",
    "FRONTEND_SENTRY_DSN": "",
    "SENTRY_RATE": "0",
    "FRONTEND_SENTRY_RATE": "0",
    "LABEL_STUDIO_LOCAL_FILES_SERVING_ENABLED": "true",
    # Our service on this machine may be called; other machines of the network still may not.
    "USE_DEFAULT_BANNED_SUBNETS": "false",
    "USER_ADDITIONAL_BANNED_SUBNETS": (
        "0.0.0.0/8,10.0.0.0/8,100.64.0.0/10,169.254.0.0/16,172.16.0.0/12,192.0.0.0/24,"
        "192.168.0.0/16,198.18.0.0/15,224.0.0.0/4,240.0.0.0/4,fc00::/7,fe80::/10,ff00::/8"
    ),
    # without it the server takes any prediction, and the browser fails on it
    "fflag_feat_utc_210_prediction_validation_15082025": "true",
}


@dataclass(frozen=True, slots=True)
class ServerAccount:
    """Who may log in to the local server; made at its first start and kept in its folder."""

    port: int
    user: str
    password: str
    token: str
    pid: int = 0

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://{HOST}:{self.port}"

    def __repr__(self) -> str:
        return f"ServerAccount({self.url})"


class LocalServer:
    """The local server of a folder, which holds its database, account, log and environment."""

    def __init__(self, folder: Path, document_root: Path) -> None:
        self.folder = folder
        self.document_root = document_root

    def account(self) -> ServerAccount | None:
        """The account, None before the first start."""
        path = self.folder / "server.json"
        if not path.is_file():
            return None
        return ServerAccount(**json.loads(path.read_text(encoding="utf-8")))

    def start(self, program: Path, port: int) -> tuple[ServerAccount, "subprocess.Popen[bytes]"]:
        """Start it and wait until it answers.

        Raises:
            ServerStartError: the port is taken, it ended, or did not answer within five minutes.
        """
        if _is_taken(port):
            raise ServerStartError(f"端口 {port} 已被占用。 The port {port} is taken.")
        known = self.account()
        if known is None:
            known = ServerAccount(port, _USER, secrets.token_urlsafe(18), secrets.token_hex(20))
        account = replace(known, port=port, pid=0)
        data = self.folder / "data"
        data.mkdir(parents=True, exist_ok=True)
        self.document_root.mkdir(parents=True, exist_ok=True)
        self._put(account)  # before the server: its database keeps the token
        command = [str(program), "start", "--no-browser", "--internal-host", HOST]
        command += ["--port", str(port), "--log-level", "WARNING"]
        with (self.folder / "server.log").open("ab") as log:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self._environment(account, data),
                cwd=data,
                start_new_session=True,
            )
        try:
            self._wait(account, process)
        except BaseException:
            stop(process.pid)
            process.wait(_END_SECONDS)
            raise
        running = replace(account, pid=process.pid)
        self._put(running)
        return running, process

    def forget_process(self) -> None:
        """Remember that it does not run."""
        account = self.account()
        if account is not None:
            self._put(replace(account, pid=0))

    def _put(self, account: ServerAccount) -> None:
        text = json.dumps(asdict(account), indent=1)
        write_whole(self.folder / "server.json", text.encode(), _PRIVATE)

    def _wait(self, account: ServerAccount, process: "subprocess.Popen[bytes]") -> None:
        deadline = time.monotonic() + _READY_SECONDS
        with LabelStudio(account.url, Token(account.token)) as label_studio:
            while time.monotonic() < deadline:
                if process.poll() is not None:
                    raise ServerStartError(self._log_end())
                if label_studio.is_up():
                    return
                time.sleep(_POLL_SECONDS)
        raise ServerStartError(self._log_end())

    def _log_end(self) -> str:
        path = self.folder / "server.log"
        text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
        return f"{path}\n{text[-_LOG_CHARACTERS:]}"

    def _environment(self, account: ServerAccount, data: Path) -> Mapping[str, str]:
        return _SWITCHES | {
            "PATH": os.defpath,
            "HOME": str(data),
            "LANG": "C.UTF-8",
            "LABEL_STUDIO_BASE_DATA_DIR": str(data),
            "LABEL_STUDIO_USERNAME": account.user,
            "LABEL_STUDIO_PASSWORD": account.password,
            "LABEL_STUDIO_USER_TOKEN": account.token,
            "LABEL_STUDIO_LOCAL_FILES_DOCUMENT_ROOT": str(self.document_root.resolve()),
        }


def _is_taken(port: int) -> bool:
    """Whether another program listens: what it answers would be taken for ours."""
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def stop(pid: int) -> None:
    """End a server and what it started; one that is gone already is no error."""
    try:
        os.killpg(pid, signal.SIGTERM)
    except (ProcessLookupError, PermissionError):
        return
    deadline = time.monotonic() + _END_SECONDS
    while time.monotonic() < deadline:
        with suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
        try:
            os.killpg(pid, 0)
        except (ProcessLookupError, PermissionError):
            return
        time.sleep(_POLL_SECONDS)
    os.killpg(pid, signal.SIGKILL)


def find_program(given: Path | None, folder: Path) -> Path:
    """The program `label-studio`: in the environment given, or in one made below `folder`.

    Raises:
        ServerInstallError: it is not in the environment given, or cannot be installed.
    """
    if given is not None:
        for path in (given, given / "bin" / "label-studio", given / "label-studio"):
            if path.is_file():
                return path.absolute()
        raise ServerInstallError(f"{given}: 没有 label-studio。 No label-studio there.")
    program = folder / "venv" / "bin" / "label-studio"
    if not program.is_file():
        _install(folder / "venv")
    return program


def _install(environment: Path) -> None:
    steps = (
        [sys.executable, "-m", "venv", str(environment)],
        [str(environment / "bin" / "pip"), "install", "--quiet", f"label-studio=={VERSION}"],
    )
    for step in steps:
        try:
            done = subprocess.run(step, capture_output=True, timeout=_INSTALL_SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ServerInstallError(f"{step[0]}: {error}") from error
        if done.returncode:
            tail = done.stderr.decode(errors="replace")[-_LOG_CHARACTERS:]
            raise ServerInstallError(f"{' '.join(step)}\n{tail}")
