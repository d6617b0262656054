"""Files that were received become files of known type: archives are opened, others sniffed."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from extractor.errors import IngestError, UnsupportedTypeError
from serve.edge.archives import Rejection, file_type, unpack
from serve.edge.upload_options import Unpack
from serve.edge.uploads import Received
from serve.errors import UploadTooLargeError
from serve.settings import Settings
from serve.store.intake import Arrival


@dataclass(frozen=True, slots=True)
class Sorted:
    """What can be taken in, and what not."""

    arrivals: tuple[Arrival, ...]
    rejections: tuple[Rejection, ...]


def sort_files(files: Sequence[Received], folder: Path, how: Unpack, settings: Settings) -> Sorted:
    """Tell the type of every file by its bytes, and open archives into `folder`.

    Raises IngestError where no file is left: the reason against the first one.
    Raises UploadTooLargeError where archives bring more files or bytes than allowed together.
    """
    arrivals: list[Arrival] = []
    rejections: list[Rejection] = []
    for file in files:
        try:
            found = _open(file, folder, how, settings)
        except IngestError as error:
            found = [Rejection(file.name, error)]
        arrivals += [entry for entry in found if isinstance(entry, Arrival)]
        rejections += [entry for entry in found if isinstance(entry, Rejection)]
        _check_total(arrivals, settings)
    if not arrivals:
        raise rejections[0].reason
    return Sorted(tuple(arrivals), tuple(rejections))


def _open(
    file: Received, folder: Path, how: Unpack, settings: Settings
) -> list[Arrival | Rejection]:
    media_type = file_type(file.path)
    if media_type is not None:
        return [Arrival(file.path, file.sha256, file.size, file.name, media_type.value)]
    if how is Unpack.NEVER:
        raise UnsupportedTypeError("不解压压缩包 (unpack=never)。 Archives are not opened.")
    return list(unpack(file.path, folder, settings))


def _check_total(arrivals: Sequence[Arrival], settings: Settings) -> None:
    if len(arrivals) > settings.max_files:
        raise UploadTooLargeError(f"文件过多。 More than {settings.max_files} files.")
    if sum(arrival.size for arrival in arrivals) > settings.max_unpacked_bytes:
        raise UploadTooLargeError(
            f"解压后过大。 The files unpack to over {settings.max_unpacked_bytes} bytes."
        )
