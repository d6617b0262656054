"""Files made to break whoever reads them, by kind; the number makes the bytes of each its own.

A kind that is slow to be given up (it hangs, or fills the memory) says so: few of them are made.
Three say in their text what the process that reads them shall do: see `noted_batch`.
"""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from tests.ingest.drawn_pdf import CATALOG, one_page, pages, pdf, stream

CRASH, HANG, GROW = b"%crash", b"%hang", b"%grow"
_KIDS = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
_PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]%s>>"
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MEBIBYTE = 2**20


@dataclass(frozen=True, slots=True)
class Kind:
    """How one is made, the end of its name, and whether it takes seconds to be given up."""

    make: Callable[[int], bytes]
    suffix: str
    is_slow: bool = False


def noise(number: int) -> bytes:
    """Bytes of a disk that failed."""
    return random.Random(number).randbytes(3000)


def blank(number: int) -> bytes:
    """A file of white space."""
    return f"{number:b}\n".replace("0", " ").replace("1", "\t").encode()


def cut_pdf(number: int) -> bytes:
    """Half a PDF."""
    data = one_page(b"0 0 m %d 100 l S\n" % number * 50)
    return data[: len(data) // 2]


def headless_pdf(number: int) -> bytes:
    """A PDF that says only that it is one."""
    return b"%PDF-1.7\n" + b"%d" % number


def locked_pdf(number: int) -> bytes:
    """A PDF under a password that nobody knows."""
    secret = b"<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>" % (b"41" * 32, b"42" * 32)
    body = one_page(b"0 0 m 1 1 l S", more=[secret])
    name = b"%032x" % number
    return body.replace(b"/Root 1 0 R", b"/Root 1 0 R/Encrypt 5 0 R/ID[<%s><%s>]" % (name, name))


def locked_office(number: int) -> bytes:
    """An office file under a password."""
    name = "EncryptedPackage\0".encode("utf-16-le")
    return _OLE2 + bytes(504) + name + b"%d" % number + bytes(2048)


def many_pages(number: int) -> bytes:
    """More pages than one document may have."""
    return pages(1001) + b"%% %d\n" % number


def endless_page(number: int) -> bytes:
    """A page as large as a country."""
    return one_page(b"0 0 m 1 1 l S", b"/MediaBox[0 0 1e30 %d]" % (number + 1))


def page_in_itself(number: int) -> bytes:
    """Pages that are their own parents, and no other."""
    kids = b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count %d>>" % (number + 1)
    return pdf([CATALOG, kids])


def nested_forms(number: int) -> bytes:
    """A page that draws ten times what draws ten times what …: nobody waits for its end."""
    head = b"/Type/XObject/Subtype/Form/BBox[0 0 500 500]"
    forms = [
        stream(b"/F Do " * 10, head + b"/Resources<</XObject<</F %d 0 R>>>>" % (6 + level))
        for level in range(9)
    ]
    last = stream(b"0 0 m 9 %d l S" % number, head)
    return one_page(b"/F Do", more=[*forms, last], objects=b"/F 5 0 R")


def packed_twice(number: int) -> bytes:
    """A page of 800 MiB in some KiB."""
    return _packed_twice() + b"%% %d\n" % number


def huge_png(number: int) -> bytes:
    """A picture that says to be 65 535 pixels wide and high."""
    return _png(65535, 65535, zlib.compress(b"%d" % number + bytes(1000)))


def cut_png(number: int) -> bytes:
    """A picture of which the rows are missing."""
    return _png(1240, 1754, zlib.compress(b"%d" % number + bytes(500)))[:-14]


def cut_jpeg(number: int) -> bytes:
    """A picture that ends within its first tables."""
    return b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xdb\0\x43\0" + b"%d" % number


def bomb_xlsx(number: int) -> bytes:
    """A workbook that unpacks to 600 MiB."""
    comment = b"%d" % number
    return _bomb()[:-2] + len(comment).to_bytes(2, "little") + comment


def cut_docx(number: int) -> bytes:
    """A document whose directory is missing."""
    return _zipped({"word/document.xml": b"<w:document>" * 200 + b"%d" % number})[:-60]


def torn_docx(number: int) -> bytes:
    """A document whose text is no XML."""
    types = b"<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"
    broken = b"<w:document><w:body>%d</w:bo" % number
    return _zipped({"[Content_Types].xml": types, "word/document.xml": broken})


def torn_doc(number: int) -> bytes:
    """A file that says to be of an old Word."""
    return _OLE2 + bytes(504) + "WordDocument\0".encode("utf-16-le") + b"%d" % number


def program(number: int) -> bytes:
    """What no archive should hold."""
    return b"MZ\x90\0" + noise(number)


def large(number: int) -> bytes:
    """More bytes than the run takes."""
    return "项目支出绩效目标表\n".encode() + bytes(f"{number:017d}", "ascii") * _MEBIBYTE


def told(word: bytes) -> Callable[[int], bytes]:
    """What the process shall do with it stands in it."""
    return lambda number: word + b" %d\n" % number


BROKEN: Mapping[str, Kind] = {
    "noise": Kind(noise, ".dat"),
    "blank": Kind(blank, ".txt"),
    "cut_pdf": Kind(cut_pdf, ".pdf"),
    "headless_pdf": Kind(headless_pdf, ".pdf"),
    "locked_pdf": Kind(locked_pdf, ".pdf"),
    "locked_office": Kind(locked_office, ".docx"),
    "many_pages": Kind(many_pages, ".pdf"),
    "endless_page": Kind(endless_page, ".pdf"),
    "page_in_itself": Kind(page_in_itself, ".pdf"),
    "huge_png": Kind(huge_png, ".png"),
    "cut_png": Kind(cut_png, ".png"),
    "cut_jpeg": Kind(cut_jpeg, ".jpg"),
    "cut_docx": Kind(cut_docx, ".docx"),
    "torn_docx": Kind(torn_docx, ".docx"),
    "program": Kind(program, ".pdf"),
    "torn_doc": Kind(torn_doc, ".doc", is_slow=True),
    "bomb_xlsx": Kind(bomb_xlsx, ".xlsx", is_slow=True),
    "packed_twice": Kind(packed_twice, ".pdf", is_slow=True),
    "nested_forms": Kind(nested_forms, ".pdf", is_slow=True),
    "large": Kind(large, ".txt", is_slow=True),
    "crash": Kind(told(CRASH), ".txt", is_slow=True),
    "hang": Kind(told(HANG), ".txt", is_slow=True),
    "grow": Kind(told(GROW), ".txt", is_slow=True),
}


@cache
def _packed_twice() -> bytes:
    data = zlib.compress(zlib.compress(bytes(800 * _MEBIBYTE), 1), 1)
    head = b"/Filter[/FlateDecode/FlateDecode]"
    return pdf([CATALOG, _KIDS, _PAGE % b"/Contents 4 0 R", stream(data, head)])


@cache
def _bomb() -> bytes:
    return _zipped({"xl/workbook.xml": b"<w/>", "xl/a.xml": bytes(600 * _MEBIBYTE)})


def _zipped(members: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED, compresslevel=1)
    return buffer.getvalue()


def _png(width: int, height: int, rows: bytes) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
