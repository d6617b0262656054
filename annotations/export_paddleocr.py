"""Judged lines as a data set for PaddleOCR's own trainer: pictures of lines, and what they say.

train/…png  val/…png                  one line each
rec_gt_train.txt  rec_gt_val.txt      path, tab, text
characters.txt                        the dictionary, in the order of the network's outputs
unknown_characters.txt                characters of the texts that are not in it
README.md                             the trainer's command
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image

from annotations.cell_lines import CellLine
from annotations.folders import write_whole

_HELD_EVERY = 5
"""About every so many-th document is for validation."""
_LONGEST = 25
"""Characters of a text that the trainer's configuration takes (max_text_length)."""
_README = Path(__file__).with_name("paddleocr_readme.md")


@dataclass(frozen=True, slots=True)
class ExportedLines:
    """How many lines were written, and how often each character is in none of the dictionary."""

    train: int
    val: int
    too_long: int
    unknown: tuple[tuple[str, int], ...]


def export_paddleocr(
    lines: Iterable[CellLine], characters: Sequence[str], folder: Path, confirmed: int
) -> ExportedLines:
    """Write all corrected lines, and for each of them so many that were confirmed as read.

    Documents are for training or for validation as a whole, the same ones every time. Lines with
    characters that the dictionary lacks, or longer than the trainer takes, are left out.

    Args:
        characters: of the recogniser's classes; the first is the blank.
        folder: is made; what an export before wrote there is replaced, its pictures too.
    Raises:
        OSError: the folder cannot be written.
    """
    known, unknown = set(characters), Counter[str]()
    entries: dict[str, list[str]] = {"train": [], "val": []}
    too_long = 0
    for line in _chosen(lines, confirmed):
        missing = [character for character in line.printed if character not in known]
        unknown.update(missing)
        if len(line.printed) > _LONGEST:
            too_long += 1
        elif not missing:
            part = part_of(line.cell.document)
            name = f"{part}/{line.cell.name}-{line.number}.png"
            write_whole(folder / name, _png(line))
            entries[part].append(f"{name}\t{line.printed}\n")
    for part, listed in entries.items():
        listing = folder / f"rec_gt_{part}.txt"
        for name in _listed(listing) - {line.partition("\t")[0] for line in listed}:
            (folder / name).unlink(missing_ok=True)  # of documents withdrawn or erased since
        write_whole(listing, "".join(sorted(listed)).encode())
    # The trainer adds the blank before and, by use_space_char, the space behind.
    write_whole(folder / "characters.txt", ("\n".join(characters[1:-1]) + "\n").encode())
    told = tuple(sorted(unknown.items(), key=lambda item: (-item[1], item[0])))
    text = "".join(f"{character}\tU+{ord(character):04X}\t{n}\n" for character, n in told)
    write_whole(folder / "unknown_characters.txt", text.encode())
    write_whole(folder / "README.md", _README.read_bytes())
    return ExportedLines(len(entries["train"]), len(entries["val"]), too_long, told)


def part_of(document: str) -> str:
    """`train` or `val`: the same for a document, whatever else there is."""
    digest = hashlib.sha256(f"paddleocr {document}".encode()).hexdigest()
    return "train" if int(digest[:8], 16) % _HELD_EVERY else "val"


def _listed(listing: Path) -> set[str]:
    """The pictures that an export before wrote."""
    lines = listing.read_text(encoding="utf-8").splitlines() if listing.is_file() else []
    return {line.partition("\t")[0] for line in lines}


def _chosen(lines: Iterable[CellLine], confirmed: int) -> Iterator[CellLine]:
    """All lines of corrected cells, and of the others those whose names hash lowest."""
    others: list[CellLine] = []
    corrected = 0
    for line in lines:
        if line.cell.corrected:
            corrected += 1
            yield line
        else:
            others.append(line)
    others.sort(
        key=lambda line: hashlib.sha256(f"{line.cell.name} {line.number}".encode()).digest()
    )
    yield from others[: confirmed * corrected]


def _png(line: CellLine) -> bytes:
    stream = BytesIO()
    Image.fromarray(line.pixels).save(stream, "PNG")
    return stream.getvalue()
