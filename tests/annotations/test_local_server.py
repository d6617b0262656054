"""Starting a local server: its environment, its account, its end; the program is a stand-in."""

import json
import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from annotations.errors import ServerInstallError, ServerStartError
from annotations.label_studio.local_server import LocalServer, find_program, stop
from tests.ports import free_port

STAND_IN = """#!{python}
import json, os, sys
from http.server import BaseHTTPRequestHandler, HTTPServer
class Health(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(b'{{"status": "UP"}}')
    def log_message(self, *words): pass
with open(os.path.join(os.environ["LABEL_STUDIO_BASE_DATA_DIR"], "seen.json"), "w") as out:
    json.dump([sys.argv[1:], dict(os.environ)], out)
HTTPServer((sys.argv[sys.argv.index("--internal-host") + 1],
            int(sys.argv[sys.argv.index("--port") + 1])), Health).serve_forever()
"""


def program(folder: Path, text: str) -> Path:
    path = folder / "bin" / "label-studio"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


@pytest.fixture
def server(tmp_path: Path) -> LocalServer:
    return LocalServer(tmp_path / "server", tmp_path / "annotations")


def test_it_starts_on_loopback_with_nothing_of_our_environment(
    tmp_path: Path, server: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HOST", "DEBUG", "PASSWORD", "LABEL_STUDIO_HOST", "PYTHONPATH"):
        monkeypatch.setenv(name, "evil")
    found = program(tmp_path / "venv", STAND_IN.format(python=sys.executable))
    port = free_port()
    account, process = server.start(found, port)
    try:
        words, environment = json.loads((server.folder / "data" / "seen.json").read_text())
        assert words[words.index("--internal-host") + 1] == "127.0.0.1"
        assert "--no-browser" in words
        assert "evil" not in environment.values()
        assert environment["COLLECT_ANALYTICS"] == "false"
        assert environment["LABEL_STUDIO_DISABLE_SIGNUP_WITHOUT_LINK"] == "true"
        root = environment["LABEL_STUDIO_LOCAL_FILES_DOCUMENT_ROOT"]
        assert root == str((tmp_path / "annotations").resolve())
        assert environment["LABEL_STUDIO_USER_TOKEN"] == account.token
        assert server.account() == account
        mode = (server.folder / "server.json").stat().st_mode
        assert stat.S_IMODE(mode) == 0o600
        assert account.token not in repr(account)
    finally:
        stop(account.pid)
    assert process.poll() is not None
    stop(account.pid)  # gone already

    again, process = server.start(found, port)
    stop(again.pid)
    process.wait(5)
    assert (again.password, again.token) == (account.password, account.token)


def test_one_that_ends_at_once_is_told_with_its_log(tmp_path: Path, server: LocalServer) -> None:
    found = program(tmp_path / "venv", "#!/bin/sh\necho the port is taken\nexit 3\n")
    with pytest.raises(ServerStartError, match="the port is taken"):
        server.start(found, free_port())


def test_another_program_on_the_port_is_not_taken_for_it(
    tmp_path: Path, server: LocalServer
) -> None:
    found = program(tmp_path / "venv", "#!/bin/sh\nexit 0\n")
    with (
        socket.create_server(("127.0.0.1", 0)) as other,
        pytest.raises(ServerStartError, match="taken"),
    ):
        server.start(found, other.getsockname()[1])
    assert server.account() is None


def test_the_program_of_an_environment_is_found(tmp_path: Path) -> None:
    found = program(tmp_path / "venv", "")
    for given in (found, found.parent, tmp_path / "venv"):
        assert find_program(given, tmp_path / "other") == found
    with pytest.raises(ServerInstallError):
        find_program(tmp_path, tmp_path / "other")


def test_an_installation_that_fails_leaves_a_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(step: list[str], **how: object) -> subprocess.CompletedProcess[bytes]:
        return subprocess.CompletedProcess(step, 1, b"", b"No matching distribution")

    monkeypatch.setattr(subprocess, "run", fails)
    with pytest.raises(ServerInstallError, match="No matching distribution"):
        find_program(None, tmp_path)
    assert os.listdir(tmp_path) == []
