"""PDF files drawn by hand for the tests: objects in, bytes out."""

from collections.abc import Sequence

CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
# Neither font is embedded; the second is named by its characters' codes in UTF-16.
FONTS = (
    b"/F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
    b"/F2<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts"
    b"[<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo"
    b"<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/DW 1000>>]>>"
)


def pdf(objects: Sequence[bytes]) -> bytes:
    out, offsets = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    return out + trailer % (len(objects) + 1, start)


def stream(data: bytes, head: bytes = b"") -> bytes:
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(data), head, data)


def one_page(
    content: bytes, page: bytes = b"/MediaBox[0 0 595 842]", more: Sequence[bytes] = (),
    objects: bytes = b"",
) -> bytes:  # fmt: skip
    """One page; `more` are objects from number 5 on, `objects` names those it draws."""
    return pdf(
        [
            CATALOG,
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R%s/Resources<</Font<<%s>>/XObject<<%s>>>>/Contents 4 0 R>>"
            % (page, FONTS, objects),
            stream(content),
            *more,
        ]
    )


def pages(count: int) -> bytes:
    kids = b" ".join(b"%d 0 R" % number for number in range(3, 3 + count))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
    return pdf([CATALOG, b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count), *[page] * count])


def show(text: str, x: float, y: float, size: float = 10, matrix: str = "1 0 0 1") -> bytes:
    """Operators that show a text with its baseline at (x, y), origin bottom left."""
    code = text.encode("utf-16-be").hex()
    return f"BT /F2 {size} Tf {matrix} {x} {y} Tm <{code}> Tj ET\n".encode()
