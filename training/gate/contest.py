"""Champion and challenger of a kind on the same cases: what `models compare` and `promote` do."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from models.champions import SHIPPED
from models.errors import RegistryError
from models.registry import Alias, ModelRegistry, Version, sha256_of
from training.corrections.forms import CorrectionError
from training.gate.decision import Pair, Verdict, decide
from training.gate.strictness import f1_of
from training.gate.trainable import CORRECTIONS, OBJECTIONS, Field, Taught, Trainable
from training.gate.verdicts import KeptVerdict

PARENT = "parent"
"""Of a version's facts: the name of the version that it goes on from."""


class StaleChampionError(RegistryError):
    """Another version has become champion while two were compared."""

    code = "models.stale_champion"
    remedy = "请再比较一次。 Compare again."


def ensure_champion(registry: ModelRegistry, part: Trainable) -> Version:
    """The champion. Where none was registered yet, or one that an older product shipped, what this
    product ships becomes it; one that has learned stays."""
    kind = part.kind
    shipped = _digests(part.shipped())
    if Alias.CHAMPION in registry.aliases(kind):
        champion = registry.version(kind, Alias.CHAMPION)
        if not is_shipped(champion) or dict(champion.files) == shipped:
            return champion
    fresh = _registered(registry, part, shipped)
    registry.point(kind, Alias.CHAMPION, fresh.name, "shipped")
    return fresh


def _digests(files: Mapping[str, Path]) -> dict[str, str]:
    return {name: sha256_of(path) for name, path in files.items()}


def _registered(registry: ModelRegistry, part: Trainable, shipped: Mapping[str, str]) -> Version:
    for version in registry.versions(part.kind):
        if is_shipped(version) and dict(version.files) == shipped:
            return version
    return registry.register(part.kind, part.shipped(), {"source": SHIPPED})


def is_shipped(version: Version) -> bool:
    """Whether it is a copy of what a product came with."""
    return version.facts.get("source") == SHIPPED


def older_origin(registry: ModelRegistry, part: Trainable, version: Version) -> Version | None:
    """The shipped version that one has learned from, where this product ships another one by now;
    else None."""
    names = {one.name: one for one in registry.versions(part.kind)}
    seen = {version.name}
    while (parent := names.get(str(version.facts.get(PARENT)))) is not None:
        if parent.name in seen:
            return None
        version = parent
        seen.add(parent.name)
    shipped = _digests(part.shipped())
    return version if is_shipped(version) and dict(version.files) != shipped else None


def tries_of(registry: ModelRegistry, champion: Version, challenger: Version) -> int:
    """How many challengers of a champion there were up to this one; the same bytes count once.

    One that goes on from another version competes with all that go on from that one, too: else each
    of those which were tried in vain would have a first try at every later champion.
    """
    versions = registry.versions(challenger.model)
    names = [version.name for version in versions]
    before = set(names[: names.index(challenger.name)])
    parents = {champion.name, challenger.facts.get(PARENT)}
    rivals = {
        version.digest
        for version in versions
        if version.name in before and version.facts.get(PARENT) in parents
        if not is_shipped(version)
    }
    return len(rivals - {champion.digest} | {challenger.digest})


def taught_version(registry: ModelRegistry, champion: Version, taught: Taught) -> Version | None:
    """What has learned, as the challenger; the same bytes are registered once. None where it is the
    champion as it was."""
    files = _digests(taught.files)
    if files == dict(champion.files):
        return None
    model = champion.model
    for version in registry.versions(model):
        if dict(version.files) == files and version.facts.get(PARENT) == champion.name:
            break
    else:
        facts = {**taught.facts, PARENT: champion.name, "parent_digest": champion.digest}
        version = registry.register(model, taught.files, facts)
    why = f"corrections {str(taught.facts.get(CORRECTIONS, ''))[:16]}"
    registry.point(model, Alias.CHALLENGER, version.name, why)
    return version


def looks_of(
    kept: Sequence[KeptVerdict], champion: Version, challenger: Version, pairs: Sequence[Pair]
) -> int:
    """How often the same two were compared before on other cases than these: other numbers of
    synthetic ones, other gold, documents corrected since. Each is a try more."""
    names = champion.name, challenger.name
    forms = [pair.champion for pair in pairs], [pair.challenger for pair in pairs]
    present = len(pairs), *(round(f1_of(counts), 9) for counts in forms)
    gains = [one.verdict.overall for one in kept if (one.champion, one.challenger) == names]
    seen = {(g.forms, round(g.champion, 9), round(g.challenger, 9)) for g in gains}
    return len(seen - {present})


def contest(
    registry: ModelRegistry,
    part: Trainable,
    challenger: Version,
    field: Field,
    kept: Sequence[KeptVerdict] = (),
) -> tuple[Version, Verdict]:
    """The champion, and what the gate says of a challenger.

    Args:
        kept: what it said before of this kind.
    Raises:
        RegistryError: a version's network is not there.
        CorrectionError: there is nothing to compare on.
    """
    champion = ensure_champion(registry, part)
    pairs = part.pairs(champion, challenger, field)
    if not pairs:
        raise CorrectionError("没有可比较的内容。 There is nothing to compare on.")
    objections = [str(one) for one in challenger.facts.get(OBJECTIONS, ())]
    tries = tries_of(registry, champion, challenger) + looks_of(kept, champion, challenger, pairs)
    return champion, decide(pairs, objections, tries)


def promote(
    registry: ModelRegistry, champion: Version, challenger: Version, verdict: Verdict, reason: str
) -> None:
    """Make the challenger champion if the gate let it pass the champion that it was compared with.

    Raises:
        StaleChampionError: another one became champion meanwhile.
    """
    if not verdict.passed:
        return
    model = challenger.model
    present = registry.aliases(model).get(Alias.CHAMPION)
    if present != champion.name:
        raise StaleChampionError(f"{model}: {champion.name} → {present}")
    gain = verdict.overall
    figures = f"F1 {gain.champion:.4f} -> {gain.challenger:.4f}, {gain.forms} forms"
    why = f"{reason} ({figures})" if reason else figures
    registry.point(model, Alias.CHAMPION, challenger.name, why)


def roll_back(registry: ModelRegistry, part: Trainable, reason: str) -> Version:
    """Make the former champion champion again; where an older product shipped that, what this one
    ships.

    Raises:
        RegistryError: there was none, or what is shipped is champion.
    """
    kind = part.kind
    former = registry.former(kind, Alias.CHAMPION)
    if is_shipped(registry.version(kind, Alias.CHAMPION)):
        raise RegistryError(f"{kind}: 现用的就是随产品的模型。 What is shipped is in use.")
    if is_shipped(former):
        shipped = _digests(part.shipped())
        former = _registered(registry, part, shipped)
    for name in former.files:
        former.path(name)
    why = f"rollback: {reason}" if reason else "rollback"
    registry.point(kind, Alias.CHAMPION, former.name, why)
    return former
