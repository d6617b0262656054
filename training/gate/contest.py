"""Champion and challenger on the same forms: what `models compare` and `promote` do."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from models.champions import SHIPPED
from models.errors import RegistryError
from models.form_tagger.config import WEIGHTS
from models.form_tagger.session import FormTagger
from models.network_file import NetworkFile
from models.registry import Alias, ModelRegistry, Version
from training.corrections.forms import CorrectedForm, read_corrected
from training.corrections.held import split_held
from training.gate.cases import (
    GateCase,
    digest_of,
    gold_cases,
    held_cases,
    measured,
    paired,
    synthetic_cases,
)
from training.gate.decision import Verdict, decide
from training.gate.strictness import Count

MODEL = "form_tagger"
NETWORK = "form_tagger.onnx"
OBJECTIONS = "objections"
"""Of a version's facts: why what it learned from is doubted."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What both are compared on: corrected forms of which those held back count, a folder of gold
    (None for none), synthetic forms of each family and damage; `figures` is where counts are kept
    (None for nowhere)."""

    corrections: Path | None = None
    gold: Path | None = None
    synthetic: int = 4
    held: int = 5
    figures: Path | None = None

    def cases(self) -> list[GateCase]:
        """The cases of all sources.

        Raises:
            RegistryError: there are none.
        """
        cases: list[GateCase] = []
        if self.gold is not None:
            cases += gold_cases(self.gold)
        cases += synthetic_cases(self.synthetic)
        if self.corrections is not None:
            cases += held_cases(_held(self.corrections, self.held))
        if not cases:
            raise RegistryError("没有可比较的表。 There is nothing to compare on.")
        return cases


def ensure_champion(registry: ModelRegistry) -> Version:
    """The champion; the network that ships with this version where none was registered yet."""
    if Alias.CHAMPION not in registry.aliases(MODEL):
        shipped = registry.register(MODEL, {NETWORK: WEIGHTS.path}, {"source": SHIPPED})
        registry.point(MODEL, Alias.CHAMPION, shipped.name, "shipped")
    return registry.version(MODEL, Alias.CHAMPION)


def contest(champion: Version, challenger: Version, ground: Ground) -> Verdict:
    """Both versions on the same cases.

    Raises:
        RegistryError: a version's network is not there, or there is nothing to compare on.
    """
    cases = ground.cases()
    counts = [_counts(version, cases, ground.figures) for version in (champion, challenger)]
    objections = [str(one) for one in challenger.facts.get(OBJECTIONS, ())]
    return decide(paired(cases, *counts), objections)


def promote(registry: ModelRegistry, challenger: Version, ground: Ground) -> Verdict:
    """Make the challenger champion if the gate lets it pass."""
    verdict = contest(ensure_champion(registry), challenger, ground)
    if verdict.passed:
        gain = verdict.overall
        why = f"F1 {gain.champion:.4f} -> {gain.challenger:.4f}, {gain.forms} forms"
        registry.point(MODEL, Alias.CHAMPION, challenger.name, why)
    return verdict


def roll_back(registry: ModelRegistry) -> Version:
    """Make the former champion champion again. Raises RegistryError where there was none."""
    former = registry.former(MODEL, Alias.CHAMPION)
    former.path(NETWORK)
    registry.point(MODEL, Alias.CHAMPION, former.name, "rollback")
    return former


def _counts(version: Version, cases: Sequence[GateCase], figures: Path | None) -> dict[str, Count]:
    sha256 = version.files.get(NETWORK, "")
    tagger = FormTagger(1, NetworkFile(version.path(NETWORK), sha256))
    name = f"{sha256[:16]}-{digest_of(cases)[:16]}.json"
    return measured(tagger, cases, None if figures is None else figures / name)


def _held(path: Path, every: int) -> list[CorrectedForm]:
    return split_held(read_corrected(path), every)[1]
