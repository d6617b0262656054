"""Measured figures in a model card: text between two markers, one section a heading."""

import hashlib
import os
import platform
import re
from importlib.metadata import version
from pathlib import Path

BEGIN, END = "<!-- measured:begin -->", "<!-- measured:end -->"
_PACKAGES = ("numpy", "onnxruntime", "opencv-python-headless", "paddleocr")


def write_section(card: Path, heading: str, body: str) -> None:
    """Put a section between the markers, in place of the one with the same heading. The card, or
    its markers, are made where they are not there."""
    text = card.read_text(encoding="utf-8") if card.exists() else ""
    if BEGIN not in text or END not in text:
        text = f"{text.rstrip()}\n\n{BEGIN}\n{END}\n".lstrip()
    before, rest = text.split(BEGIN, 1)
    inside, after = rest.split(END, 1)
    sections = _sections(inside)
    sections[heading] = body.strip()
    block = "\n\n".join(f"### {name}\n{content}" for name, content in sections.items())
    card.parent.mkdir(parents=True, exist_ok=True)
    card.write_text(f"{before}{BEGIN}\n{block}\n{END}{after}", encoding="utf-8")


def _sections(block: str) -> dict[str, str]:
    parts = re.split(r"^### (.+)$", block, flags=re.MULTILINE)
    return {name.strip(): body.strip() for name, body in zip(parts[1::2], parts[2::2], strict=True)}


def machine_facts() -> str:
    """Processor, cores and versions in one sentence, without names of machines or people."""
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    cores = len(os.sched_getaffinity(0))
    return (
        f"Machine: {_processor()}, {cores} cores, {platform.system()}; "
        f"Python {platform.python_version()}, {packages}."
    )


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        found = re.search(r"^model name\s*: (.+)$", info.read_text(), flags=re.MULTILINE)
        if found:
            return found[1].strip()
    return platform.machine()


def weights_fact(path: Path) -> str:
    """File name and sha256 of weights, or that there are none."""
    if not path.exists():
        return f"Weights: no {path.name}."
    return f"Weights: {path.name}, sha256 {hashlib.sha256(path.read_bytes()).hexdigest()}."
