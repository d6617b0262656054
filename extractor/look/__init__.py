"""A page image, looked at once: turned upright, made flat, its boundaries and lines found."""

from extractor.look.learned import LearnedSight
from extractor.look.upright import LineCues, make_upright

__all__ = ["LearnedSight", "LineCues", "make_upright"]
