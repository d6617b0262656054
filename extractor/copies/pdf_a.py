"""A document that lasts: PDF/A-2b, the same bytes whenever it is made."""

import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from types import TracebackType
from typing import Self

from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Pdf, Stream, String
from PIL import ImageCms

from extractor.copies.blank_letters import BlankLetters
from extractor.copies.text_layer import FONT, PlacedText, text_layer
from extractor.errors import TooLargeError
from extractor.ingest.affine import Affine
from extractor.ingest.image_streams import WHOLE_PAGE, ImageStream
from extractor.ingest.pdf_images import draw, image_object

LEAST_SIDE, GREATEST_SIDE = 3.0, 14_400.0
"""Points: of a page that PDF/A allows."""
_MOST_BYTES = 512 * 2**20
"""Of all pictures together: a copy is made in memory, and must not cost its document."""
_CONDITION = "sRGB IEC61966-2.1"
_PROFILE_DATE = slice(24, 36)
_NO_DATE = bytes((7, 208, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0))  # the first day of 2000
_METADATA = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
   <pdfaid:part>2</pdfaid:part>
   <pdfaid:conformance>B</pdfaid:conformance>
  </rdf:Description>
  <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
   <dc:format>application/pdf</dc:format>
   <dc:source>sha256:{sha256}</dc:source>
  </rdf:Description>
  <rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
   <pdf:Producer>jixiao</pdf:Producer>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
"""


class ArchivalPdf:
    """Pages of pictures with invisible text, written page by page. A context manager."""

    def __init__(self) -> None:
        self._pdf = Pdf.new()
        self._letters = BlankLetters()
        self._resources: list[Dictionary] = []
        self._pictures: dict[tuple[ImageStream, tuple[bytes, ...]], Stream] = {}
        self._room = _MOST_BYTES

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._pdf.close()

    def add_page(
        self,
        size: tuple[float, float],
        pictures: Sequence[tuple[ImageStream, Affine]],
        texts: Iterable[PlacedText],
    ) -> None:
        """Add a page.

        Args:
            size: width and height in points, each LEAST_SIDE to GREATEST_SIDE.
            pictures: each with what takes the unit square to PDF space, first the lowest.
            texts: in reading order.
        Raises TooLargeError where there would be more bytes than a copy may have.
        """
        page = self._pdf.add_blank_page(page_size=size)
        names = {f"/Im{n}": self._picture(stream) for n, (stream, _) in enumerate(pictures)}
        drawn = b"".join(draw(f"Im{n}", place) for n, (_, place) in enumerate(pictures))
        page.Resources = Dictionary(XObject=Dictionary(names))
        page.Contents = self._pdf.make_stream(drawn + text_layer(texts, self._letters))
        self._resources.append(page.Resources)

    def to_bytes(self, sha256: str) -> bytes:
        """The document; `sha256` is that of the file it is a copy of."""
        font = self._letters.font(self._pdf)
        for resources in self._resources:
            resources.Font = Dictionary({f"/{FONT}": font})
        root = self._pdf.Root
        root.Lang = String("zh-CN")
        metadata = Dictionary(Type=Name.Metadata, Subtype=Name.XML)
        packet = _METADATA.format(sha256=sha256).encode()
        root.Metadata = self._pdf.make_stream(packet, metadata)
        root.OutputIntents = Array([self._intent()])
        data = io.BytesIO()
        self._pdf.save(
            data,
            min_version="1.7",
            deterministic_id=True,
            object_stream_mode=ObjectStreamMode.generate,
        )
        return data.getvalue()

    def _picture(self, stream: ImageStream) -> Stream:
        """The object of a picture: one, however many pages show it. Raises TooLargeError."""
        alike = replace(stream, data=b"", shared=None, place=WHOLE_PAGE)
        key = tuple(hashlib.sha256(part).digest() for part in (stream.data, stream.shared or b""))
        known = self._pictures.get((alike, key))
        if known is None:
            self._room -= len(stream.data)
            if self._room < 0:
                raise TooLargeError("副本过大。 The copy would be too large.")
            known = self._pictures[alike, key] = image_object(self._pdf, stream)
        return known

    def _intent(self) -> Dictionary:
        profile = self._pdf.make_stream(_srgb(), Dictionary(N=3))
        return Dictionary(
            Type=Name.OutputIntent,
            S=Name.GTS_PDFA1,
            OutputConditionIdentifier=String(_CONDITION),
            Info=String(_CONDITION),
            RegistryName=String("http://www.color.org"),
            DestOutputProfile=profile,
        )


@lru_cache(maxsize=1)
def _srgb() -> bytes:
    """The profile of sRGB, without the moment it was made at."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile[: _PROFILE_DATE.start] + _NO_DATE + profile[_PROFILE_DATE.stop :]
