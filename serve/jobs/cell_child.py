"""The process that reads one box of a page again while an annotator waits: it may crash or hang,
and is then killed. It keeps the engines loaded, and follows what is promoted."""

import json
from dataclasses import asdict
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np

from annotations.crops import Crop
from annotations.interface import Interface
from annotations.reread import read_box
from annotations.reread_region import AskedRegion, read_region
from annotations.workspace import Workspace
from extractor.engines import Engines
from extractor.errors import JixiaoError
from extractor.live_engines import LiveEngines
from extractor.taxonomy import load_taxonomy
from serve.jobs.lifeline import confine

JsonObject = dict[str, Any]

READY = b"ready"


def read_cells(connection: Connection) -> None:
    """The life of the process: says that it is ready, then reads what the pipe names until it is
    closed."""
    confine()
    try:
        live = LiveEngines(Path(json.loads(connection.recv_bytes())["models"]))
        _warm(live.current())
        connection.send_bytes(READY)
        while True:
            connection.send_bytes(_answer(connection.recv_bytes(), live.current()))
    except (EOFError, BrokenPipeError):
        return


def question(home: Path, asked: AskedRegion) -> bytes:
    """What the process is asked of a workspace."""
    return json.dumps({"home": str(home), "asked": asdict(asked)}).encode()


def _answer(asked: bytes, engines: Engines) -> bytes:
    told = json.loads(asked)
    try:
        entry = told["asked"]
        region = AskedRegion(**(entry | {"percent": tuple(entry["percent"])}))
        workspace = Workspace(Path(told["home"]))
        answer: JsonObject = {"results": read_region(region, workspace, engines, _interface())}
    except JixiaoError as error:
        answer = {"code": error.code}
    return json.dumps(answer, ensure_ascii=False).encode()


@cache
def _interface() -> Interface:
    return Interface(load_taxonomy())


def _warm(engines: Engines) -> None:
    """Load what the first box would wait for."""
    picture = np.full((40, 120, 3), 255, np.uint8)
    picture[12:28, 20:100:4] = 0
    crop = Crop(1, (0.0, 0.0, 60.0, 20.0), 120, 40, "")
    read_box(picture, crop, crop.box, engines.ocr)
    _ = _interface().concepts
