"""`jixiao extract`: files in, records out."""

from extractor.cli_extract.command import extract

__all__ = ["extract"]
