"""Formats of old office programs, through LibreOffice when it is installed."""

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from extractor.errors import (
    DecodeTimeoutError,
    EncryptedFileError,
    MissingConverterError,
    UnreadableFileError,
)
from extractor.ingest.limits import Limits
from extractor.ingest.sniff import MediaType

_MEMORY_FACTOR = 4
_PASSWORD_MARK = "EncryptedPackage".encode("utf-16-le")
_TARGETS = {
    MediaType.XLS: (".xls", "xlsx"),
    MediaType.XLSB: (".xlsb", "xlsx"),
    MediaType.ODS: (".ods", "xlsx"),
    MediaType.SPREADSHEETML: (".xml", "xlsx"),
    MediaType.DOC: (".doc", "docx"),
    MediaType.WPS: (".wps", "docx"),
    MediaType.RTF: (".rtf", "docx"),
    MediaType.ODT: (".odt", "docx"),
    MediaType.WORDML: (".xml", "docx"),
}
CONVERTED = frozenset(_TARGETS)


def convert(data: bytes, media_type: MediaType, limits: Limits) -> tuple[bytes, MediaType]:
    """The same document as XLSX or DOCX, and which of the two.

    Raises MissingConverterError without LibreOffice, DecodeTimeoutError, EncryptedFileError and
    UnreadableFileError.
    """
    if media_type is MediaType.OFD:
        raise MissingConverterError(
            "OFD 文件请先打印或另存为 PDF。 An OFD file: print it to PDF first."
        )
    if _PASSWORD_MARK in data:
        raise EncryptedFileError("文件有密码。 The file needs a password.")
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise MissingConverterError(
            f"读取 {media_type.value} 需要 LibreOffice。 LibreOffice (soffice) is not installed."
        )
    suffix, target = _TARGETS[media_type]
    with tempfile.TemporaryDirectory(prefix="jixiao-", ignore_cleanup_errors=True) as folder:
        source = Path(folder, "document" + suffix)
        source.write_bytes(data)
        _run_office(program, source, target, limits)
        result = Path(folder, "converted", "document." + target)
        if not result.is_file():
            raise UnreadableFileError("LibreOffice 无法打开。 LibreOffice cannot open the file.")
        if result.stat().st_size > limits.max_bytes:
            raise UnreadableFileError("转换结果过大。 The converted file is too large.")
        return result.read_bytes(), MediaType.XLSX if target == "xlsx" else MediaType.DOCX


def _run_office(program: str, source: Path, target: str, limits: Limits) -> None:
    """Run the program in its own session and profile, so that all of it can be ended."""
    folder = source.parent
    kibibytes = limits.memory_bytes * _MEMORY_FACTOR // 1024
    command = [
        program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
        "--norestore", "--nolockcheck", "--nodefault", "--convert-to", target,
        "--outdir", str(folder / "converted"), str(source),
    ]  # fmt: skip
    limited = ["/bin/sh", "-c", 'ulimit -c 0; ulimit -v "$0"; exec "$@"', str(kibibytes), *command]
    process = subprocess.Popen(
        command if os.name == "nt" else limited,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env={**os.environ, "TMPDIR": str(folder)},
        start_new_session=True,
    )
    try:
        process.wait(limits.converter_seconds)
    except subprocess.TimeoutExpired:
        raise DecodeTimeoutError(
            f"LibreOffice 超过 {limits.converter_seconds:g} 秒。 "
            f"LibreOffice took more than {limits.converter_seconds:g} s."
        ) from None
    finally:
        _end_session(process)


def _end_session(process: subprocess.Popen[bytes]) -> None:
    if os.name == "nt":
        process.kill()
    else:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
