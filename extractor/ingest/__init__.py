"""Bytes → pages or cells. Types by magic bytes; untrusted bytes decoded in a killable child."""

from extractor.ingest.decode import Decoder, KeptDecoder
from extractor.ingest.limits import Limits
from extractor.ingest.opening import Ingested, open_document, render_page
from extractor.ingest.sniff import MediaType, sniff

__all__ = [
    "Decoder",
    "Ingested",
    "KeptDecoder",
    "Limits",
    "MediaType",
    "open_document",
    "render_page",
    "sniff",
]
