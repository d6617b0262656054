"""What becomes champion, of any kind of model: a part that learns nothing real."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from models.champions import SHIPPED
from models.errors import RegistryError
from models.kinds import ModelKind
from models.registry import Alias, FileRegistry, Version
from training.corrections.forms import CorrectionError
from training.gate.contest import (
    StaleChampionError,
    contest,
    ensure_champion,
    looks_of,
    older_origin,
    promote,
    roll_back,
    taught_version,
    tries_of,
)
from training.gate.decision import Pair
from training.gate.strictness import Count
from training.gate.trainable import OBJECTIONS, Field, Lesson, Taught
from training.gate.verdicts import keep_verdict, kept_verdicts

KIND = ModelKind.RECOGNITION_LEXICON
NAME = "lexicon.json"


class Part:
    """Its file holds how many of 20 it reads right."""

    kind = KIND

    def __init__(self, file: Path, right: Sequence[int] = (10,) * 20) -> None:
        self.file, self.right = file, right

    def shipped(self) -> Mapping[str, Path]:
        return {NAME: self.file}

    def learn(self, champion: Version, lesson: Lesson) -> Taught:
        return Taught({NAME: champion.path(NAME)})

    def pairs(self, champion: Version, challenger: Version, field: Field) -> list[Pair]:
        more = int(challenger.path(NAME).read_text()) - int(champion.path(NAME).read_text())
        return [Pair((), Count(n, 20, 20), Count(n + more, 20, 20)) for n in self.right]


@pytest.fixture
def part(tmp_path: Path) -> Part:
    return Part(written(tmp_path / "shipped", 10))


@pytest.fixture
def registry(tmp_path: Path) -> FileRegistry:
    return FileRegistry(tmp_path / "registry")


def written(folder: Path, right: int) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / NAME
    path.write_text(str(right))
    return path


def learned(registry: FileRegistry, part: Part, right: int, **facts: object) -> Version:
    champion = ensure_champion(registry, part)
    path = written(part.file.parent / f"learned-{right}", right)
    version = taught_version(registry, champion, Taught({NAME: path}, facts))
    assert version is not None
    return version


def test_what_is_better_is_promoted_and_rolled_back(registry: FileRegistry, part: Part) -> None:
    challenger = learned(registry, part, 14)
    champion, verdict = contest(registry, part, challenger, Field())
    promote(registry, champion, challenger, verdict, "weekly")
    assert registry.aliases(KIND)["champion"] == challenger.name
    last = registry.history(KIND)[-1]
    assert last.why.startswith("weekly (F1 0.5000 -> 0.7000, 20 forms)")
    assert last.by
    assert roll_back(registry, part, "odd names").name == champion.name
    assert registry.history(KIND)[-1].why == "rollback: odd names"
    with pytest.raises(RegistryError, match="No former champion"):
        roll_back(registry, part, "")


def test_what_is_not_better_stays_challenger(registry: FileRegistry, part: Part) -> None:
    challenger = learned(registry, part, 9)
    champion, verdict = contest(registry, part, challenger, Field())
    promote(registry, champion, challenger, verdict, "")
    assert not verdict.passed
    assert registry.aliases(KIND) == {"champion": champion.name, "challenger": challenger.name}


def test_objections_refuse_what_is_better(registry: FileRegistry, part: Part) -> None:
    challenger = learned(registry, part, 14, **{OBJECTIONS: ["doubtful"]})
    _, verdict = contest(registry, part, challenger, Field())
    assert verdict.overall.better > 0.97
    assert verdict.refused == ("doubtful",)


def test_nothing_to_compare_on_is_an_error(registry: FileRegistry, part: Part) -> None:
    part.right = ()
    with pytest.raises(CorrectionError, match="nothing to compare"):
        contest(registry, part, learned(registry, part, 14), Field())


def test_a_champion_that_changed_meanwhile_stays(registry: FileRegistry, part: Part) -> None:
    first, second = learned(registry, part, 14), learned(registry, part, 15)
    champion, verdict = contest(registry, part, first, Field())
    registry.point(KIND, Alias.CHAMPION, second.name, "meanwhile")
    with pytest.raises(StaleChampionError):
        promote(registry, champion, first, verdict, "")
    assert registry.aliases(KIND)["champion"] == second.name


def test_the_same_bytes_are_one_version_and_the_champion_itself_none(
    registry: FileRegistry, part: Part
) -> None:
    assert learned(registry, part, 14) == learned(registry, part, 14)
    champion = ensure_champion(registry, part)
    unchanged = Taught({NAME: champion.path(NAME)})
    assert taught_version(registry, champion, unchanged) is None


def test_a_newer_product_brings_its_own_champion(registry: FileRegistry, part: Part) -> None:
    old = ensure_champion(registry, part)
    assert ensure_champion(registry, part) == old
    written(part.file.parent, 11)
    fresh = ensure_champion(registry, part)
    assert fresh.name != old.name
    assert fresh.facts["source"] == SHIPPED
    assert registry.aliases(KIND)["champion"] == fresh.name


def test_what_learned_from_an_older_product_stays_and_is_told(
    registry: FileRegistry, part: Part
) -> None:
    old = ensure_champion(registry, part)
    version = learned(registry, part, 14)
    registry.point(KIND, Alias.CHAMPION, version.name, "promoted")
    assert older_origin(registry, part, version) is None
    written(part.file.parent, 11)
    assert ensure_champion(registry, part) == version
    assert older_origin(registry, part, version) == old
    back = roll_back(registry, part, "")
    assert back.path(NAME).read_text() == "11"  # not the one that an older product shipped


def test_each_challenger_of_a_champion_makes_it_harder(registry: FileRegistry, part: Part) -> None:
    """The forms are the same each time: of forty chance gains one would pass."""
    champion = ensure_champion(registry, part)
    tries = [learned(registry, part, right) for right in (7, 8, 9)]
    assert [tries_of(registry, champion, version) for version in tries] == [1, 2, 3]
    assert tries_of(registry, champion, learned(registry, part, 8)) == 2


def test_those_that_were_tried_in_vain_are_no_first_try_of_the_next_champion(
    registry: FileRegistry, part: Part
) -> None:
    tries = [learned(registry, part, right) for right in (7, 8, 14, 9)]
    registry.point(KIND, Alias.CHAMPION, tries[2].name, "promoted")
    own = learned(registry, part, 15)
    assert tries_of(registry, tries[2], own) == 1
    assert tries_of(registry, tries[2], tries[3]) == 3  # its brothers without the champion itself


def test_looking_at_other_cases_is_a_try_more(registry: FileRegistry, part: Part) -> None:
    """Else --synthetic 1, 2, 3 … would be tried until one passes."""
    challenger, folder = learned(registry, part, 14), registry.folder
    for count in (4, 5, 5, 6):
        part.right = (10,) * count
        champion, verdict = contest(
            registry, part, challenger, Field(), kept_verdicts(folder, KIND)
        )
        keep_verdict(folder, KIND, champion.name, challenger.name, verdict)
    assert looks_of(kept_verdicts(folder, KIND), champion, challenger, []) == 3
    assert "try 3 of this champion" in verdict.refused[0]
    _, verdict = contest(registry, part, challenger, Field(), kept_verdicts(folder, KIND))
    assert "try 3 of this champion" in verdict.refused[0]  # the same cases again are none
