"""Forms of a family and a damage, and the gold ones, read in every way."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType

from extractor.engines import default_engines
from extractor.export.json_text import to_json
from extractor.form.tagged.forms import FormReader, read_forms_by
from extractor.form.tagged.reader import Tagger
from extractor.pipeline import Options, extract_document
from training.evaluation.forms.blank_rules import without_labels
from training.evaluation.forms.cases import sample_cases, score
from training.evaluation.forms.oracle import Oracle
from training.evaluation.scores import Counts
from training.form_tagger.forms import Damage, DamagedForm
from training.synthesis.families.plan import Family

TaggerOf = Callable[[DamagedForm], Tagger]


@dataclass(frozen=True, slots=True)
class Way:
    """A way to read forms. `alone` takes from the rules the words that they know."""

    name: str
    reader: FormReader
    alone: bool = False

    def words(self) -> AbstractContextManager[None]:
        """What holds while forms are read so."""
        return without_labels() if self.alone else nullcontext()


WAYS = (
    Way("rules", FormReader.RULES),
    Way("model", FormReader.MODEL),
    Way("model, no labels known", FormReader.MODEL, alone=True),
    Way("both", FormReader.BOTH),
)


def oracle_of(noise: float) -> TaggerOf:
    """Taggers that know the truth and err: what decoding can do before there are weights."""
    return lambda case: Oracle(case.tagged, noise)


def always(tagger: Tagger) -> TaggerOf:
    """The same tagger for every form."""
    return lambda case: tagger


def measure_synthetic(
    scorer: ModuleType, group: tuple[Family, Damage, int], tagger_of: TaggerOf
) -> dict[str, list[Counts]]:
    """The scorer's counts of each form of a family and damage, by way."""
    counts: dict[str, list[Counts]] = {way.name: [] for way in WAYS}
    for case in sample_cases(*group):
        tagger = tagger_of(case)
        for way in WAYS:
            with way.words():
                forms = read_forms_by(way.reader, case.sheet, tagger)
            counts[way.name].append(score(scorer, case.tagged.record, forms))
    return counts


def measure_gold(
    scorer: ModuleType, shared: Path, work: Path, tagger: Tagger
) -> dict[str, Sequence[Counts]]:
    """The counts of the gold forms, flattened, by way; predictions are kept in the work folder."""
    gold = scorer.load_gold(str(shared / "forms" / "gold"))
    engines = replace(default_engines(), tagger=tagger)
    found: dict[str, Sequence[Counts]] = {}
    for way in WAYS:
        folder = work / way.name.replace(", ", "-").replace(" ", "-")
        folder.mkdir(parents=True, exist_ok=True)
        options = Options(form_reader=way.reader)
        for path in sorted((shared / "forms" / "flattened").glob("*.txt")):
            with way.words():
                extraction = extract_document(path.read_bytes(), path.name, engines, options)
            (folder / f"{path.stem}.json").write_text(to_json(extraction), encoding="utf-8")
        rows: Mapping[str, Counts] = scorer.evaluate(gold, str(folder), None)
        found[way.name] = list(rows.values())
    return found
