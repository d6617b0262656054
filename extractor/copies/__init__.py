"""Searchable copies of scanned documents: the pictures of their pages over invisible words.

Needs pikepdf: imported only where copies are made.
"""

from extractor.copies.copier import Copier, Copy

__all__ = ["Copier", "Copy"]
