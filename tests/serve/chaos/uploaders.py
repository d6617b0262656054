"""Clients that upload small real documents, and come again until they are accepted."""

import http.client
import json
import random
import threading
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path

from tests.serve.chaos.places import Place
from tests.serve.load.clients import form_body

SCAN = Path("examples/scanned_forms.pdf")
BOUNDARY = "----------------jixiao-load"
FORM = (
    "项目支出绩效目标表\n(2024年度)\n项目名称\t泵站改造第{number}期\n"
    "一级指标\t二级指标\t三级指标\t指标值\n产出指标\t数量指标\t泵站\t≥{number}座\n"
)


@cache
def scanned_page() -> bytes:
    """The first page of the example as a picture."""
    import pypdfium2

    page = pypdfium2.PdfDocument(SCAN.read_bytes())[0]
    stream = BytesIO()
    page.render(scale=130 / 72).to_pil().convert("L").save(stream, "JPEG", quality=70)
    return stream.getvalue()


def small_document(number: int, scans: float) -> tuple[str, bytes]:
    """Name and bytes of a document that no other number has; a share of them are scans."""
    if random.Random(number).random() < scans:
        return f"scan{number}.jpg", scanned_page() + str(number).encode()
    return f"form{number}.txt", FORM.format(number=number).encode()


@dataclass(slots=True)
class Uploaders:
    """Threads that keep up to `waiting` documents in the queue. `accepted` are (key, id) of every
    answer 202; `answers` counts the statuses, 0 where the service was away."""

    place: Place
    scans: float
    waiting: int
    accepted: list[tuple[str, str]] = field(default_factory=list)
    answers: dict[int, int] = field(default_factory=dict)
    stop: threading.Event = field(default_factory=threading.Event)
    _number: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self, clients: int) -> None:
        for _ in range(clients):
            thread = threading.Thread(target=self._run, daemon=True)
            self._threads.append(thread)
            thread.start()

    def end(self) -> None:
        """Each finishes the upload it is at."""
        self.stop.set()
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        while not self.stop.is_set():
            if self._queued() >= self.waiting:
                self.stop.wait(0.2)
                continue
            with self._lock:
                self._number += 1
                number = self._number
            self._upload(number)

    def _upload(self, number: int) -> None:
        """Upload one document under one idempotency key until it is accepted."""
        name, content = small_document(number, self.scans)
        headers = self.place.target.headers() | {
            "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
            "Idempotency-Key": f"key-{number}",
        }
        for _ in range(1200):
            status, answer = self._ask("POST", "/v1/documents", form_body(name, content), headers)
            if status == 202:
                with self._lock:
                    self.accepted.append((f"key-{number}", json.loads(answer)["id"]))
                return
            self.stop.wait(0.5)
        raise TimeoutError(f"upload {number} was never accepted")

    def _queued(self) -> int:
        status, answer = self._ask("GET", "/v1/queue", b"", self.place.target.headers())
        if status != 200:
            return self.waiting
        by_state = json.loads(answer)["by_state"]
        return int(by_state["queued"]) + int(by_state["running"])

    def _ask(
        self, method: str, path: str, body: bytes, headers: dict[str, str]
    ) -> tuple[int, bytes]:
        link = self.place.target.connect()
        try:
            link.request(method, path, body, headers)
            answer = link.getresponse()
            status, content = answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            status, content = 0, b""
        finally:
            link.close()
        with self._lock:
            self.answers[status] = self.answers.get(status, 0) + 1
        return status, content
