"""The process that reads documents for a worker: it may crash, hang or leak, and is then killed.

It keeps the engines loaded between documents, and follows what is promoted. Its worker talks to it
through a pipe and ends it by closing the pipe, or by killing its process group, to which the
decoder below it belongs too.
"""

import errno
import json
import sys
import tempfile
import traceback
from contextlib import closing
from dataclasses import asdict, dataclass
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

import cv2

from extractor.document import PageImage
from extractor.errors import JixiaoError
from extractor.export.contract import extraction_to_dict
from extractor.export.json_text import object_to_json_line
from extractor.ingest import KeptDecoder
from extractor.ingest.limits import Limits
from extractor.live_engines import Change, LiveEngines
from extractor.pipeline import Options, Watch, extract_document
from extractor.stopwatch import Step
from models.champions import models_folder
from serve.errors import ChildCrashedError, DiskFullError, StoreError
from serve.jobs.copies import new_copier
from serve.jobs.costs import COSTS_FILE, Meter, costs_to_dict
from serve.jobs.lifeline import confine
from serve.jobs.messages import (
    COPY_FILE,
    RESULT_FILE,
    Blame,
    Done,
    Message,
    ModelChange,
    NotRead,
    PagePicture,
    Pictures,
    Progress,
    Stage,
    Task,
    bytes_to_task,
    message_to_bytes,
)

_THUMBNAIL_WIDTH = 240
_IMAGE_QUALITY = 85
_THUMBNAIL_QUALITY = 75
_JPEG = "image/jpeg"


@dataclass(frozen=True, slots=True)
class _Desk:
    """What the process keeps between documents."""

    live: LiveEngines
    connection: Connection
    meter: Meter
    decoder: KeptDecoder


def read_documents(connection: Connection, models: Path | None = None) -> None:
    """The life of the process: read what the pipe names until it is closed.

    Args:
        models: the registry that is followed; that of this machine without it.
    """
    confine()
    live = LiveEngines(models or models_folder(), tell=partial(_tell_change, connection))
    with closing(KeptDecoder()) as decoder:
        desk = _Desk(live, connection, Meter(), decoder)
        while True:
            try:
                task = bytes_to_task(connection.recv_bytes())
                connection.send_bytes(message_to_bytes(_answer(task, desk)))
            except (EOFError, BrokenPipeError):
                return


def _tell_change(connection: Connection, change: Change) -> None:
    """This process has no log of its own."""
    told = ModelChange(change.kind.value, change.stamp, change.trouble)
    connection.send_bytes(message_to_bytes(told))


def _answer(task: Task, desk: _Desk) -> Message:
    try:
        return _read(task, desk)
    except BrokenPipeError:
        raise
    except StoreError as error:
        return _not_read(Blame.MACHINE, error)
    except JixiaoError as error:
        return _not_read(Blame.DOCUMENT, error)
    except OSError as error:
        kind = DiskFullError if error.errno == errno.ENOSPC else StoreError
        return _not_read(Blame.MACHINE, kind(f"{type(error).__name__}: {error.strerror}"))
    except MemoryError:
        return _not_read(Blame.MACHINE, StoreError("内存不足。 The machine is out of memory."))
    except Exception:  # noqa: BLE001 - the outermost loop of this process
        place = _where_it_broke()
        return _not_read(Blame.PROGRAM, ChildCrashedError(f"处理出错。 It failed at {place}."))


def _read(task: Task, desk: _Desk) -> Message:
    tempfile.tempdir = task.folder  # so that nothing stays behind where this process is killed
    limits = Limits(max_bytes=task.max_bytes, document_seconds=task.seconds)
    pictures = _PictureFolder(Path(task.folder))

    def tell(page: int, pages: int) -> None:
        desk.connection.send_bytes(message_to_bytes(Progress(Stage.READ, page, pages)))

    wanted = pictures.add if task.pictures is Pictures.ALL else None
    engines, clock = desk.live.current(), desk.meter.begin()
    data = Path(task.path).read_bytes()
    copier = new_copier(task.copies, task.seconds)
    watch = Watch(tell, wanted, clock, copier)
    options = Options(limits, decoder=desk.decoder.within(limits))
    extraction = extract_document(data, task.name, engines, options, watch)
    written = Path(task.folder, RESULT_FILE)
    with clock.during(Step.WRITE):
        result = {"record": extraction_to_dict(extraction), "pages": pictures.pages()}
        if copier is not None:
            result["uncopied"] = copier.copy.trouble
            if copier.copy.data is not None:
                Path(task.folder, COPY_FILE).write_bytes(copier.copy.data)
        written.write_text(object_to_json_line(result), encoding="utf-8")
    costs = desk.meter.end(clock, extraction.source.media_type, written.stat().st_size)
    told = json.dumps(costs_to_dict(costs))
    Path(task.folder, COSTS_FILE).write_text(told, encoding="utf-8")
    return Done()


class _PictureFolder:
    """Writes the picture of each page and a small one, as JPEG."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pages: dict[int, PagePicture] = {}

    def add(self, number: int, image: PageImage) -> None:
        """Write one page. Raises OSError."""
        height, width = image.pixels.shape[:2]
        name, small_name = f"{number}.jpg", f"{number}-thumb.jpg"
        bgr = cv2.cvtColor(image.pixels, cv2.COLOR_RGB2BGR)
        self._write(name, bgr, _IMAGE_QUALITY)
        size = (_THUMBNAIL_WIDTH, max(1, round(height * _THUMBNAIL_WIDTH / width)))
        small = cv2.resize(bgr, size, interpolation=cv2.INTER_AREA)
        self._write(small_name, small, _THUMBNAIL_QUALITY)
        self._pages[number] = PagePicture(
            number, image.width, image.height, width, height, name, small_name, _JPEG
        )

    def pages(self) -> list[dict[str, object]]:
        """All that were written, in order."""
        return [asdict(self._pages[number]) for number in sorted(self._pages)]

    def _write(self, name: str, pixels: cv2.typing.MatLike, quality: int) -> None:
        done, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
        if not done:
            raise OSError("cannot encode a page")
        (self._folder / name).write_bytes(data.tobytes())


def _not_read(blame: Blame, error: JixiaoError) -> NotRead:
    return NotRead(blame, error.code, str(error), error.remedy)


def _where_it_broke() -> str:
    """Kind of the error, file and line: its message may hold what the document says."""
    kind, _, trace = sys.exc_info()
    frames = traceback.extract_tb(trace)
    name = kind.__name__ if kind else "error"
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno} ({name})" if frames else name
