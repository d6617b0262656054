"""A process follows the registry between two documents.

shipped → v0001 → v0002 (broken: v0001 is kept, told once) → v0003 → back to v0001
"""

import os
from pathlib import Path

import pytest

from extractor import live_engines
from extractor.engines import Engines, LazyOcr, default_engines, engine_versions
from extractor.errors import ChampionError
from extractor.form.tagged.forms import FormReader
from extractor.live_engines import Change, LiveEngines, LiveMatcher
from models.champions import SHIPPED, read_champions
from models.kinds import LEXICON, ModelKind
from models.ocr.lexicon import FORMAT
from models.registry import Alias, FileRegistry
from tests.champions import promote, promote_broken, promote_new, register, shipped_files

TAGGER, HEAD, CLASSIFIER, WORDS = (
    ModelKind.FORM_TAGGER,
    ModelKind.TABLE_STRUCTURE,
    ModelKind.INDICATOR_CLASSIFIER,
    ModelKind.RECOGNITION_LEXICON,
)


class Listener(list[Change]):
    """Remembers what it is told."""

    def __call__(self, change: Change) -> None:
        self.append(change)


def stamp(engines: Engines, kind: ModelKind = TAGGER) -> str:
    champion = engines.champions.get(kind)
    return SHIPPED if champion is None else champion.stamp


def names(engines: Engines, reader: FormReader = FormReader.BOTH) -> dict[str, str]:
    return dict(engine_versions(reader, engines))


@pytest.fixture
def told() -> Listener:
    return Listener()


def test_without_a_registry_documents_are_read_by_what_is_shipped(tmp_path: Path, told) -> None:
    live = LiveEngines(tmp_path / "none", tell=told)
    assert live.current().champions == {}
    assert live.current() is live.current()
    assert told == []


def test_a_promotion_and_the_way_back_are_followed(tmp_path: Path, told) -> None:
    live = LiveEngines(tmp_path, tell=told)
    shipped = live.current()
    first = promote_new(tmp_path, TAGGER)
    assert stamp(live.current()) == first
    assert live.current().sight is shipped.sight  # nothing else is built anew
    assert live.current().ocr is shipped.ocr
    assert live.current().matcher is shipped.matcher
    second = promote_new(tmp_path, TAGGER)
    assert stamp(live.current()) == second != first
    promote(tmp_path, TAGGER, FileRegistry(tmp_path).version(TAGGER, "v0001"))
    assert stamp(live.current()) == first
    assert told == [Change(TAGGER, first), Change(TAGGER, second), Change(TAGGER, first)]


def test_a_way_back_to_what_is_shipped(tmp_path: Path, told) -> None:
    shipped = register(tmp_path, TAGGER, source=SHIPPED)
    promote_new(tmp_path, TAGGER)
    live = LiveEngines(tmp_path, tell=told)
    live.current()
    promote(tmp_path, TAGGER, shipped)
    assert live.current().champions == {}
    assert told[-1] == Change(TAGGER, SHIPPED)


def test_a_broken_champion_leaves_what_worked_and_is_told_once(tmp_path: Path, told) -> None:
    first = promote_new(tmp_path, TAGGER)
    live = LiveEngines(tmp_path, tell=told)
    before = live.current().tagger
    promote_broken(tmp_path, TAGGER)
    assert live.current().tagger is before
    assert stamp(live.current()) == first
    FileRegistry(tmp_path).point(TAGGER, Alias.CHALLENGER, "v0001", "the registry changes")
    assert live.current().tagger is before
    assert [(change.stamp, bool(change.trouble)) for change in told] == [
        (first, False),
        (first, True),
    ]
    third = promote_new(tmp_path, TAGGER)
    assert stamp(live.current()) == third


@pytest.mark.parametrize("kind", [TAGGER, HEAD, CLASSIFIER])
@pytest.mark.parametrize("data", [b"", bytes(range(256)) * 8])
def test_files_that_are_no_network_are_never_taken_over(
    tmp_path: Path, kind: ModelKind, data: bytes, told
) -> None:
    promote_broken(tmp_path, kind, data)
    live = LiveEngines(tmp_path, tell=told)
    assert live.current().champions == {}
    (change,) = told
    assert (change.kind, change.stamp) == (kind, SHIPPED)
    assert "v0001" in change.trouble


@pytest.mark.parametrize("kind", [TAGGER, HEAD, CLASSIFIER])
def test_a_network_of_another_kind_is_never_taken_over(tmp_path: Path, kind, told) -> None:
    (other,) = shipped_files(HEAD if kind is TAGGER else TAGGER).values()
    version = register(tmp_path, kind, dict.fromkeys(shipped_files(kind), other))
    promote(tmp_path, kind, version)
    assert LiveEngines(tmp_path, tell=told).current().champions == {}
    assert told[0].trouble


def test_one_broken_kind_does_not_keep_the_others_back(tmp_path: Path, told) -> None:
    promote_broken(tmp_path, HEAD)
    new = promote_new(tmp_path, TAGGER)
    engines = LiveEngines(tmp_path, tell=told).current()
    assert (stamp(engines), stamp(engines, HEAD)) == (new, SHIPPED)


def half_written_alias(folder: Path) -> None:
    (folder / TAGGER / "aliases.json").write_text('{"champion": "v0', encoding="utf-8")


def alias_of_another_shape(folder: Path) -> None:
    (folder / TAGGER / "aliases.json").write_text('["champion"]', encoding="utf-8")


def alias_of_no_version(folder: Path) -> None:
    (folder / TAGGER / "aliases.json").write_text('{"champion": "v0009"}', encoding="utf-8")


def half_written_version(folder: Path) -> None:
    fresh = register(folder, TAGGER)
    (fresh.folder / "version.json").write_text('{"files"', encoding="utf-8")
    text = f'{{"champion": "{fresh.name}"}}'
    (folder / TAGGER / "aliases.json").write_text(text, encoding="utf-8")


def changed_file(folder: Path) -> None:
    fresh = register(folder, TAGGER)
    next(iter(fresh.folder.glob("*.onnx"))).write_bytes(b"other")
    promote(folder, TAGGER, fresh)


@pytest.mark.parametrize(
    "spoil",
    [
        half_written_alias,
        alias_of_another_shape,
        alias_of_no_version,
        half_written_version,
        changed_file,
    ],
)
def test_a_registry_half_written_is_survived(tmp_path: Path, spoil, told) -> None:
    first, other = promote_new(tmp_path, TAGGER), register(tmp_path, TAGGER)
    live = LiveEngines(tmp_path, tell=told)
    live.current()
    spoil(tmp_path)
    assert stamp(live.current()) == first
    assert told[-1].trouble
    (tmp_path / TAGGER / "aliases.json").write_text("{}", encoding="utf-8")
    assert stamp(live.current()) == SHIPPED
    assert stamp(live.current()) == SHIPPED != promote(tmp_path, TAGGER, other)
    assert stamp(live.current()).startswith("v0002-")


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_registry_that_may_not_be_read_leaves_what_worked(tmp_path: Path, told) -> None:
    first = promote_new(tmp_path, TAGGER)
    live = LiveEngines(tmp_path, tell=told)
    live.current()
    (tmp_path / TAGGER).chmod(0)
    try:
        assert stamp(live.current()) == first
    finally:
        (tmp_path / TAGGER).chmod(0o700)


def test_files_that_come_later_are_found_without_a_change_of_the_registry(
    tmp_path: Path, told, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = register(tmp_path, TAGGER)
    network = next(iter(version.folder.glob("*.onnx")))
    whole = network.read_bytes()
    network.write_bytes(whole[:1000])
    wanted = promote(tmp_path, TAGGER, version)
    live = LiveEngines(tmp_path, tell=told)
    assert stamp(live.current()) == SHIPPED
    network.write_bytes(whole)
    assert stamp(live.current()) == SHIPPED  # not yet
    monkeypatch.setattr(live_engines, "_RETRY_SECONDS", -1.0)
    assert stamp(live.current()) == wanted


def test_a_lexicon_is_read_before_it_is_taken_over(tmp_path: Path, told) -> None:
    file = tmp_path / LEXICON
    file.write_text('{"format": "another"}', encoding="utf-8")
    promote(tmp_path, WORDS, register(tmp_path, WORDS, {LEXICON: file}))
    live = LiveEngines(tmp_path, tell=told)
    assert "recognition_lexicon" not in names(live.current())
    assert FORMAT != "another"
    assert told[0].trouble


def test_the_matcher_follows_the_classifier_only(tmp_path: Path) -> None:
    matcher = LiveMatcher(tmp_path)
    assert matcher.version == "indicators-1"
    promote_broken(tmp_path, TAGGER)
    new = promote_new(tmp_path, CLASSIFIER)
    assert matcher.version == new
    assert matcher.taxonomy.concept("QTY-001") is not None


def test_records_name_the_champions(tmp_path: Path) -> None:
    shipped = names(default_engines())
    assert shipped["form_tagger"] == "rules-1 tags-1"
    assert "recognition_lexicon" not in shipped
    tagger, head = promote_new(tmp_path, TAGGER), promote_new(tmp_path, HEAD)
    classifier = promote_new(tmp_path, CLASSIFIER)
    engines = default_engines(read_champions(tmp_path))
    assert names(engines) == shipped | {
        "form_tagger": f"rules-1 {tagger}",
        "table_structure": f"boundaries-2 {head}",
        "indicator_classifier": classifier,
    }
    assert names(engines, FormReader.RULES)["form_tagger"] == "rules-1"
    assert names(engines, FormReader.MODEL)["form_tagger"] == tagger


def test_a_lexicon_is_named_only_where_it_is_in_use(tmp_path: Path) -> None:
    file = tmp_path / LEXICON
    file.write_text("{}", encoding="utf-8")
    word = promote(tmp_path, WORDS, register(tmp_path, WORDS, {LEXICON: file}))
    engines = default_engines(read_champions(tmp_path))
    assert names(engines)["recognition_lexicon"] == word
    assert isinstance(engines.ocr, LazyOcr)
    with pytest.raises(ChampionError, match=word):
        engines.ocr.load()
