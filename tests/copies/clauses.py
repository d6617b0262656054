"""The clauses of ISO 19005-2 (PDF/A-2b) that copies rely on, looked up in a file."""

import io
from collections.abc import Iterator
from decimal import Decimal

import pikepdf
from lxml import etree
from pikepdf import Dictionary, Name, Pdf, Stream

FILTERS = {"/FlateDecode", "/DCTDecode", "/CCITTFaxDecode", "/JBIG2Decode"}
FORBIDDEN = {"/JavaScript", "/JS", "/Launch", "/AA", "/OpenAction", "/AcroForm", "/EmbeddedFiles"}
OPERATORS = {"q", "Q", "cm", "Do", "BT", "ET", "Tr", "Tf", "Tz", "Tm", "Tj"}
PDFAID = "{http://www.aiim.org/pdfa/ns/id/}"


def broken_clauses(data: bytes) -> list[str]:
    """What is wrong with the file, clause by clause; none where it is as it should be."""
    return list(_broken(data))


def _broken(data: bytes) -> Iterator[str]:
    lines = data.split(b"\n", 2)
    if lines[0] != b"%PDF-1.7" or lines[1][:1] != b"%" or min(lines[1][1:5]) < 128:
        yield "6.1.2 header"
    if not data.rstrip(b"\r\n").endswith(b"%%EOF"):
        yield "6.1.3 something follows the end"
    with Pdf.open(io.BytesIO(data)) as pdf:
        if pdf.is_encrypted:
            yield "6.1.3 encrypted"
        if [len(bytes(one)) for one in pdf.trailer.get("/ID", [])] != [16, 16]:
            yield "6.1.3 no identifier"
        yield from _metadata(pdf)
        yield from _intent(pdf)
        for thing in pdf.objects:
            if isinstance(thing, Dictionary | Stream):
                yield from _of_object(thing)
        for page in pdf.pages:
            yield from _of_page(page)
        yield from (f"syntax: {problem}" for problem in pdf.check_pdf_syntax())


def _metadata(pdf: Pdf) -> Iterator[str]:
    stream = pdf.Root.get("/Metadata")
    if stream is None:
        yield "6.6.2 no metadata"
        return
    if "/Filter" in stream:
        yield "6.6.2 metadata are compressed"
    tree = etree.fromstring(stream.read_bytes())
    said = [tree.findtext(f".//{PDFAID}{name}") for name in ("part", "conformance")]
    if said != ["2", "B"]:
        yield f"6.6.4 {said}"
    if len(pdf.docinfo):
        yield "6.6.3 an information dictionary that the metadata do not repeat"


def _intent(pdf: Pdf) -> Iterator[str]:
    (intent,) = pdf.Root.OutputIntents
    if intent.S != Name.GTS_PDFA1 or "/OutputConditionIdentifier" not in intent:
        yield "6.2.3 output intent"
    profile = intent.DestOutputProfile.read_bytes()
    if profile[36:40] != b"acsp" or profile[16:20] != b"RGB " or profile[8] > 4:
        yield "6.2.3 profile"
    if profile[12:16] not in (b"mntr", b"prtr") or intent.DestOutputProfile.N != 3:
        yield "6.2.3 profile"
    if int.from_bytes(profile[:4]) != len(profile):
        yield "6.2.3 length of the profile"


def _of_object(thing: pikepdf.Object) -> Iterator[str]:
    names = set(thing.keys())
    yield from (f"6.5 or 6.6 {name}" for name in names & FORBIDDEN)
    if names & {"/SMask", "/CA", "/ca", "/BM"}:
        yield "6.2.10 transparency"
    if isinstance(thing, Stream):
        filters = thing.get("/Filter", [])
        listed = [filters] if isinstance(filters, pikepdf.Name) else filters
        yield from (f"6.1.7 {name}" for name in map(str, listed) if name not in FILTERS)
        if names & {"/F", "/FFilter", "/FDecodeParms"}:
            yield "6.1.7 a stream elsewhere"
    if thing.get("/Subtype") == Name.Image:
        if names & {"/Alternates", "/OPI", "/Interpolate"}:
            yield "6.2.8 image"
        if str(thing.ColorSpace) not in ("/DeviceGray", "/DeviceRGB"):
            yield "6.2.4 colours"
    if thing.get("/Type") == Name.FontDescriptor and "/FontFile2" not in names:
        yield "6.2.11.4 a font that is not embedded"
    if thing.get("/Subtype") == Name.Type0:
        (letters,) = thing.DescendantFonts
        if "/ToUnicode" not in thing or "/CIDToGIDMap" not in letters:
            yield "6.2.11.3 or 6.2.11.7 font"
        glyphs = letters.CIDToGIDMap.read_bytes()
        if any(glyphs[at : at + 2] == b"\0\0" for at in range(2, len(glyphs), 2)):
            yield "6.2.11.8 a letter that is .notdef"


def _of_page(page: pikepdf.Page) -> Iterator[str]:
    if "/Resources" not in page.obj:
        yield "6.2.2 resources"
    if not all(3 <= float(side) <= 14_400 for side in page.mediabox[2:]):
        yield "6.1.13 page size"
    if "/Group" in page.obj or "/Annots" in page.obj:
        yield "6.2.10 or 6.3"
    for step in pikepdf.parse_content_stream(page):
        if str(step.operator) not in OPERATORS:
            yield f"6.2.2 {step.operator}"
        if any(isinstance(one, int | Decimal) and abs(one) >= 2**31 for one in step.operands):
            yield "6.1.13 a number that is too large"
        if any(
            isinstance(one, pikepdf.String) and len(bytes(one)) > 32_767 for one in step.operands
        ):
            yield "6.1.13 a string that is too long"
        if str(step.operator) == "Tr" and int(step.operands[0]) != 3:
            yield "text that is seen"
        if str(step.operator) == "Tj" and b"\0\0" in _pairs(bytes(step.operands[0])):
            yield "6.2.11.8 .notdef is shown"


def _pairs(text: bytes) -> list[bytes]:
    return [text[at : at + 2] for at in range(0, len(text), 2)]
