"""What a file is, by its bytes; the name is never asked."""

from enum import StrEnum

from extractor.errors import EmptyFileError, UnsupportedTypeError
from extractor.ingest.archive import member_names
from extractor.ingest.charset import looks_like_text

_PDF_HEADER_WITHIN = 1024
_HEAD = 4096
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


class MediaType(StrEnum):
    """The types that are told apart, by their registered names."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"
    TIFF = "image/tiff"
    BMP = "image/bmp"
    WEBP = "image/webp"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    HTML = "text/html"
    TEXT = "text/plain"
    XLS = "application/vnd.ms-excel"
    XLSB = "application/vnd.ms-excel.sheet.binary.macroenabled.12"
    DOC = "application/msword"
    WPS = "application/vnd.ms-works"
    RTF = "application/rtf"
    ODS = "application/vnd.oasis.opendocument.spreadsheet"
    ODT = "application/vnd.oasis.opendocument.text"
    SPREADSHEETML = "application/vnd.ms-excel+xml"
    WORDML = "application/vnd.ms-word+xml"
    OFD = "application/ofd"


IMAGES = frozenset({MediaType.PNG, MediaType.JPEG, MediaType.TIFF, MediaType.BMP, MediaType.WEBP})

_IMAGE_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", MediaType.PNG),
    (b"\xff\xd8\xff", MediaType.JPEG),
    (b"II*\x00", MediaType.TIFF),
    (b"MM\x00*", MediaType.TIFF),
    (b"II+\x00", MediaType.TIFF),
    (b"MM\x00+", MediaType.TIFF),
)
_REFUSED_MAGIC = (
    (b"GIF8", "GIF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"\x7fELF", "ELF"),
    (b"MZ", "EXE"),
    (b"%!PS", "PostScript"),
    (b"MIME-Version:", "MHTML"),
)
_HTML_OPENINGS = (
    b"<!doctype html", b"<html", b"<head", b"<body", b"<table", b"<meta", b"<div", b"<style",
)  # fmt: skip


def sniff(data: bytes) -> MediaType:
    """The type of a file's bytes.

    Raises EmptyFileError for no bytes, TooLargeError for an archive with a huge directory and
    UnsupportedTypeError for every type that is not read here.
    """
    if not data:
        raise EmptyFileError("文件为空 (0 字节)。 The file has 0 bytes.")
    if b"%PDF-" in data[: _PDF_HEADER_WITHIN + 5]:
        return MediaType.PDF
    for magic, media_type in _IMAGE_MAGIC:
        if data.startswith(magic):
            return media_type
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return MediaType.WEBP
    if data.startswith(b"BM") and _is_bitmap(data):
        return MediaType.BMP
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _sniff_archive(data)
    if data.startswith(_OLE2):
        return _sniff_compound(data)
    for magic, name in _REFUSED_MAGIC:
        if data.startswith(magic):
            raise UnsupportedTypeError(f"不支持 {name} 文件。 A {name} file is not read here.")
    return _sniff_text(data)


def _is_bitmap(data: bytes) -> bool:
    header_size = int.from_bytes(data[14:18], "little")
    return header_size in {12, 40, 52, 56, 64, 108, 124}


def _sniff_archive(data: bytes) -> MediaType:
    names = member_names(data)
    for name, media_type in (
        ("xl/workbook.xml", MediaType.XLSX),
        ("xl/workbook.bin", MediaType.XLSB),
        ("word/document.xml", MediaType.DOCX),
        ("OFD.xml", MediaType.OFD),
    ):
        if name in names:
            return media_type
    if "mimetype" in names:
        head = data[:256]
        if b"opendocument.spreadsheet" in head:
            return MediaType.ODS
        if b"opendocument.text" in head:
            return MediaType.ODT
    raise UnsupportedTypeError(
        "不支持压缩包，请先解压。 An archive is not read here: unpack it first."
    )


def _sniff_compound(data: bytes) -> MediaType:
    """A compound file of old office programs, or an office file under a password."""
    for name, media_type in (
        ("Workbook", MediaType.XLS),
        ("Book", MediaType.XLS),
        ("WordDocument", MediaType.DOC),
    ):
        if (name + "\0").encode("utf-16-le") in data:
            return media_type
    return MediaType.WPS


def _sniff_text(data: bytes) -> MediaType:
    head = _plain_head(data)
    if head.startswith(b"{\\rtf"):
        return MediaType.RTF
    if head.startswith(b"<?xml") or head.startswith(b"<!--") or head.startswith(b"<"):
        if b"urn:schemas-microsoft-com:office:spreadsheet" in head and b"<html" not in head:
            return MediaType.SPREADSHEETML
        if b"schemas.microsoft.com/office/word/2003/wordml" in head:
            return MediaType.WORDML
        if any(opening in head for opening in _HTML_OPENINGS):
            return MediaType.HTML
    if looks_like_text(data):
        return MediaType.TEXT
    raise UnsupportedTypeError("无法识别文件类型。 The bytes are of no known type.")


def _plain_head(data: bytes) -> bytes:
    """The first bytes, lower-cased, without byte order mark, NULs of UTF-16 and white space."""
    head = data[:_HEAD]
    for mark in _BYTE_ORDER_MARKS:
        head = head.removeprefix(mark)
    return head.replace(b"\0", b"").lstrip().lower()
