"""The recognition lexicon learns from the corrections of a workspace, and is compared by lines."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from annotations.corrections import Submission
from annotations.folders import write_whole
from annotations.truths import chosen_heads, chosen_submissions
from annotations.workspace import Workspace
from extractor.engines import Engines
from models.kinds import LEXICON, ModelKind
from models.ocr.lexicon import Lexicon
from models.ocr.recogniser import ChoiceReader
from models.ocr.rescoring import rescored
from models.registry import Version
from training.corrections.forms import CorrectionError
from training.gate.decision import Pair
from training.gate.held import held_documents
from training.gate.strictness import Count
from training.gate.trainable import CORRECTIONS, OBJECTIONS, Field, Lesson, Step, Taught
from training.recognition_lexicon.gather import judged_lines
from training.recognition_lexicon.learning import Learned, learned_lexicon, strangers
from training.recognition_lexicon.lines import TaughtLine

SHIPPED_LEXICON = Path(__file__).parents[2] / "models" / "ocr" / LEXICON
_READING = "重读修正过的行 reading corrected lines again"
_FITTING = "拟合权重 fitting the weights"
_GATE_SEED = 95
"""Of the invented lines of the gate; nothing is fitted on them."""
_SHORT, _LONG = 5, 11


class RecognitionLexicon:
    """See Trainable. A minute or two; no torch."""

    kind = ModelKind.RECOGNITION_LEXICON

    def shipped(self) -> Mapping[str, Path]:
        """See Trainable: a lexicon that knows nothing."""
        return {LEXICON: SHIPPED_LEXICON}

    def learn(self, champion: Version, lesson: Lesson) -> Taught:
        """See Trainable. A lexicon holds all that the corrections of the workspace teach by now; it
        does not go on from the champion's, whose corrections may have been withdrawn.

        Raises:
            CorrectionError: no corrected line can be seen on its picture.
        """
        reader = ChoiceReader(lesson.threads)
        submissions = _learned_submissions(lesson)
        lines = list(judged_lines(submissions, lesson.workspace, lesson.engines, reader))
        if not any(line.phrase or line.corrected for line in lines):
            raise CorrectionError("没有可学的文字修正。 There is no corrected text to learn from.")
        lesson.tell(Step(0, 1, _FITTING))
        learned = learned_lexicon(lines, reader, lesson.seed)
        facts = _facts(lines, learned, lesson.seed)
        path = lesson.folder / str(facts[CORRECTIONS])[:16] / LEXICON
        write_whole(path, learned.lexicon.to_json().encode())
        lesson.tell(Step(1, 1, _FITTING))
        return Taught({LEXICON: path}, facts)

    def pairs(self, champion: Version, challenger: Version, field: Field) -> list[Pair]:
        """See Trainable. A case is a line."""
        reader = ChoiceReader(2)
        lines = strangers(reader, _GATE_SEED, field.synthetic)
        if field.workspace is not None:
            lines += held_lines(field.workspace, field.engines, reader)
        before, after = (lexicon_of(version) for version in (champion, challenger))
        return compared(lines, before, after)


def _learned_submissions(lesson: Lesson) -> Iterator[Submission]:
    """The judgements of the documents that are not held back, each document told."""
    apart = held_documents(lesson.workspace)
    count = len({head.document for head in chosen_heads(lesson.workspace)})
    lesson.tell(Step(0, count, _READING))
    seen: set[str] = set()
    for submission in chosen_submissions(lesson.workspace):
        if submission.document not in seen:
            lesson.tell(Step(len(seen), count, _READING))
            seen.add(submission.document)
        if submission.document not in apart:
            yield submission


def held_lines(
    workspace: Workspace, engines: Engines, reader: ChoiceReader
) -> Iterator[TaughtLine]:
    """The judged lines of the documents that are held back."""
    apart = held_documents(workspace)
    held = (one for one in chosen_submissions(workspace) if one.document in apart)
    return judged_lines(held, workspace, engines, reader)


def lexicon_of(version: Version) -> Lexicon:
    """The lexicon of a version. Raises RegistryError, LexiconError."""
    return Lexicon.from_json(version.path(LEXICON).read_bytes())


def compared(lines: Sequence[TaughtLine], champion: Lexicon, challenger: Lexicon) -> list[Pair]:
    """How two lexicons read the same lines: a line is right or wrong as a whole."""
    return [Pair(_slices(line), _count(line, champion), _count(line, challenger)) for line in lines]


def _count(line: TaughtLine, lexicon: Lexicon) -> Count:
    return Count(int(rescored(line.choices, lexicon).text == line.printed), 1, 1)


def _slices(line: TaughtLine) -> tuple[str, ...]:
    size = len(line.printed)
    length = "short" if size < _SHORT else "middle" if size < _LONG else "long"
    has_digits = any(character.isdecimal() for character in line.printed)
    kind = "with digits" if has_digits else "without digits"
    judged = ("corrected",) if line.corrected else ()
    return (*line.slices, f"length {length}", kind, *judged)


def _facts(lines: Sequence[TaughtLine], learned: Learned, seed: int) -> dict[str, object]:
    return {
        CORRECTIONS: _digest(lines),
        OBJECTIONS: list(learned.objections),
        "seed": seed,
        "lines": len(lines),
        "corrected": sum(line.corrected for line in lines),
        "documents": len({line.document for line in lines}),
        "phrases": len(learned.lexicon.phrases),
        "confusions": len(learned.lexicon.confusions),
        "fit": asdict(learned.fit),
    }


def _digest(lines: Sequence[TaughtLine]) -> str:
    told = [[line.document, line.choices.reading.text, line.printed] for line in lines]
    return hashlib.sha256(json.dumps(sorted(told)).encode()).hexdigest()
