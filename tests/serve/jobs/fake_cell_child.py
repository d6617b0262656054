"""Children that stand in for the one that reads cells. This module is loaded in each of them, and
loads nothing itself."""

import json
import os
import time
from multiprocessing.connection import Connection


def obey(connection: Connection) -> None:
    """Does what the label of a region says."""
    hello = json.loads(connection.recv_bytes())
    connection.send_bytes(b"ready")
    while True:
        try:
            told = json.loads(connection.recv_bytes())
        except EOFError:
            return
        answer: object = {"results": [{"home": told["home"], "pid": os.getpid(), **hello}]}
        match told["asked"]["label"]:
            case "hang":
                time.sleep(600)
            case "die":
                os._exit(3)
            case "unknown":
                answer = {"code": "annotate.unknown_region"}
            case "garbage":
                connection.send_bytes(b"{")
                continue
        connection.send_bytes(json.dumps(answer).encode())


def never_ready(connection: Connection) -> None:
    """Loads for ever."""
    time.sleep(600)
