"""The lexicon as the gate sees it: learned of a workspace, compared with the champion's by lines."""

from pathlib import Path

import pytest

from annotations.workspace import Workspace
from models.champions import SHIPPED
from models.kinds import ModelKind
from models.ocr.lexicon import Lexicon, Weights
from models.registry import FileRegistry, Version
from tests.annotations.drawn_cells import judged_document
from training.corrections.forms import CorrectionError
from training.gate.decision import decide
from training.gate.held import held_documents
from training.gate.kinds import trainable
from training.gate.trainable import CORRECTIONS, Field, Lesson, Step
from training.recognition_lexicon import learning, teaching
from training.recognition_lexicon.teaching import RecognitionLexicon, compared, lexicon_of

from .test_learning import NAMES, forms, taught

PEOPLE = ("field", "王小明", "王小名")


@pytest.fixture(autouse=True)
def _few_invented_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading invented lines takes a minute; one stands for them."""
    monkeypatch.setattr(learning, "strangers", lambda *_: [])
    monkeypatch.setattr(learning, "near_misses", lambda *_: [])
    monkeypatch.setattr(teaching, "strangers", lambda *_: [taught("项目名称")])


@pytest.fixture
def workspace(tmp_path: Path, cjk_font: str) -> Workspace:
    """Five documents with the same names; one is misread and put right on each."""
    for number in range(5):
        cells = [("level3", name, name) for name in NAMES[:3]]
        cells[number % 3] = (
            "level3",
            cells[number % 3][1].replace("率", "车"),
            cells[number % 3][2],
        )
        judged_document(tmp_path, cjk_font, f"ra{number}", [*cells, PEOPLE])
    return Workspace(tmp_path)


def champion_of(folder: Path, part: RecognitionLexicon) -> Version:
    registry = FileRegistry(folder / "models")
    return registry.register(part.kind, part.shipped(), {"source": SHIPPED})


def test_what_is_shipped_knows_nothing() -> None:
    part = trainable(ModelKind.RECOGNITION_LEXICON)
    (path,) = part.shipped().values()
    assert Lexicon.from_json(path.read_bytes()) == Lexicon()
    assert path.read_text(encoding="utf-8") == Lexicon().to_json()


def test_a_lexicon_is_learned_of_the_documents_that_are_not_held_back(
    workspace: Workspace, tmp_path: Path
) -> None:
    part = RecognitionLexicon()
    champion = champion_of(tmp_path, part)
    heard: list[Step] = []
    done = part.learn(champion, Lesson(workspace, tmp_path / "run", tell=heard.append))
    assert [step.done for step in heard if step.steps == 5] == [0, 0, 1, 2, 3, 4]
    (path,) = done.files.values()
    lexicon = Lexicon.from_json(path.read_bytes())
    learned = 5 - len(held_documents(workspace))
    assert lexicon.phrases == dict.fromkeys(sorted(NAMES[:3]), learned)  # and nobody's name
    assert (done.facts["documents"], done.facts["corrected"]) == (learned, 2 * learned)
    assert done.facts[CORRECTIONS]
    again = part.learn(champion, Lesson(workspace, tmp_path / "again"))
    assert again.files[path.name].read_bytes() == path.read_bytes()
    assert again.facts == done.facts


def test_nothing_to_learn_from_is_told(tmp_path: Path) -> None:
    part = RecognitionLexicon()
    with pytest.raises(CorrectionError):
        part.learn(champion_of(tmp_path, part), Lesson(Workspace(tmp_path), tmp_path / "run"))


def test_a_case_of_the_gate_is_a_line_of_a_held_back_document(
    workspace: Workspace, tmp_path: Path
) -> None:
    part = RecognitionLexicon()
    champion = champion_of(tmp_path, part)
    pairs = part.pairs(champion, champion, Field(workspace))
    assert len(pairs) == 1 + 4 * len(held_documents(workspace))
    assert all(pair.champion == pair.challenger for pair in pairs)
    slices = {name for pair in pairs for name in pair.slices}
    assert {"corrections label_studio", "corrected", "length middle", "without digits"} <= slices
    assert lexicon_of(champion).is_empty


def test_the_gate_lets_a_lexicon_that_mends_lines_pass_and_not_one_that_harms() -> None:
    lines = forms(12)
    good = Lexicon(dict.fromkeys(NAMES, 9), weights=Weights(0, 0.5, 0.5, 1.0))
    verdict = decide(compared(lines, Lexicon(), good))
    assert verdict.passed
    assert verdict.overall.challenger == 1.0
    back = decide(compared(lines, good, Lexicon()))
    assert not back.passed
