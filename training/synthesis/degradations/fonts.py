"""Fonts for what is not print: seals and watermarks."""

import functools
import subprocess

from PIL import ImageFont


@functools.cache
def cjk_font(family: str, size: int) -> ImageFont.FreeTypeFont | None:
    """A font with Chinese glyphs near `family`, `size` pixels high; None where fontconfig knows
    none."""
    path = _font_file(family)
    return None if path is None else ImageFont.truetype(path, size)


@functools.cache
def _font_file(family: str) -> str | None:
    command = ["fc-match", "-f", "%{file}|%{lang}", f"{family}:lang=zh-cn"]
    try:
        found = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    except (FileNotFoundError, subprocess.CalledProcessError):
        return None
    path, _, languages = found.partition("|")
    return path if "zh" in languages else None
