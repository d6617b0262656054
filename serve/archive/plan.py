"""How long an archive takes, on how many machines, and where that ends: from the costs of one that
was read.

    documents/s = min(cores / seconds of a worker a document,
                      runs / seconds of the run itself a document,
                      network / bytes a document)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil

from serve.archive.cost_fit import Interval, KindCosts, Model
from serve.archive.cost_row import Kind
from serve.archive.cost_samples import Measured, Room
from serve.archive.reading import DOCUMENTS_A_PROCESS
from serve.archive.schema import Dataset
from serve.errors import ArchivePlanError

DAY = 86400.0
_USED = 0.85  # of the cores' time: the rest goes to nodes that fail, stragglers and upkeep
_SPARE_DRIVER = 0.7  # of what one run can take, so that it never is what all wait for
_MOST_PARTS = 1000  # of an archive: a question opens a file of each, some milliseconds
_MANIFEST_BYTES = 115.0  # a document of one file, measured on SQLite: see docs/scale.md
_SERVICE_SHARES = {"sqlite": 0.45, "postgresql": 0.55}  # of records as JSON, measured likewise
_STORE_BYTES = 8e9  # of Ray's memory for what goes to actors, on the machine of the run


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine to be bought or rented. `network` is of the one that the run is on, bytes/s."""

    cores: int = 32
    network: float = 1.25e8


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be read: so many forms or pages, in so many days or by so many cores; `shares` of
    documents by kind, None for those of the archive that was measured."""

    forms: float | None = None
    pages: float | None = None
    cores: int | None = None
    days: float | None = None
    shares: Mapping[Kind, float] | None = None
    machine: Machine = field(default_factory=Machine)
    part_documents: int = 500


@dataclass(frozen=True, slots=True)
class Typical:
    """A document of the mix, on average. `seconds` of a worker, `driver` of the run itself; `scans`
    is the share of documents that are scanned."""

    seconds: Interval
    driver: float
    pages: float
    forms: float
    size: float
    result: float
    scans: float


@dataclass(frozen=True, slots=True)
class Limit:
    """What ends the growth of one run: the cores that it can keep busy, and what to do."""

    name: str
    cores: float
    remedy: str


@dataclass(frozen=True, slots=True)
class Growth:
    """Bytes of the tables, of searchable copies where the archive has some, of the manifest, and of
    the service's database if all documents were handed to it; `parts` are files of each table."""

    tables: Mapping[Dataset, float]
    copies: float
    manifest: float
    service: Mapping[str, float]
    parts: int
    archives: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What it takes. `runs` are runs at once, each with an archive of its own; `network` is what
    the machines of the runs take in, bytes/s."""

    documents: float
    pages: float
    forms: float
    typical: Typical
    pages_a_day_and_core: Interval
    cores: int
    machines: int
    days: Interval
    runs: int
    network: float
    limits: tuple[Limit, ...]
    growth: Growth


def make_plan(model: Model, measured: Measured, wish: Wish) -> Plan:
    """The plan. Raises ArchivePlanError where the archive does not tell what is asked for."""
    typical = typical_document(model, measured, wish)
    documents = _documents(typical, wish)
    limits = _limits(typical, wish.machine)
    cores = wish.cores or cores_for(typical, documents, wish.days or 30.0)
    runs = max(1, ceil(cores / (_SPARE_DRIVER * limits[0].cores)))
    size = (cores, runs, wish.machine)
    seconds = [documents / rate(_with(typical, each), *size) for each in _range(typical)]
    pages = _pages_a_day(typical)
    return Plan(
        documents=documents,
        pages=documents * typical.pages,
        forms=documents * typical.forms,
        typical=typical,
        pages_a_day_and_core=pages,
        cores=cores,
        machines=ceil(cores / wish.machine.cores),
        days=Interval(*(each / DAY / _USED for each in seconds)),
        runs=runs,
        network=rate(typical, *size) * (typical.size + typical.result),
        limits=limits,
        growth=growth(measured.room, typical, documents, wish.part_documents),
    )


def typical_document(model: Model, measured: Measured, wish: Wish) -> Typical:
    """The mean over the mix. Raises ArchivePlanError for a kind that was never read."""
    shares = _shares(model, wish.shares)
    mixed = [(share, model.kinds[kind]) for kind, share in shares.items()]
    load = model.load / DOCUMENTS_A_PROCESS
    writing = measured.writing.each + measured.writing.fixed / wish.part_documents

    def mean(values: Sequence[float]) -> float:
        return sum(share * value for (share, _), value in zip(mixed, values, strict=True))

    costs: list[KindCosts] = [each for _, each in mixed]
    return Typical(
        seconds=Interval(
            mean([each.mean.value for each in costs]) + load,
            mean([each.mean.low for each in costs]) + load,
            mean([each.mean.high for each in costs]) + load,
        ),
        driver=model.driver + writing,
        pages=mean([each.pages for each in costs]),
        forms=mean([each.forms for each in costs]),
        size=mean([each.size for each in costs]),
        result=mean([each.result for each in costs]),
        scans=shares.get(Kind.SCAN, 0.0),
    )


def rate(typical: Typical, cores: float, runs: int, machine: Machine) -> float:
    """Documents a second: more cores help until the runs themselves are what is waited for, or the
    network of the machines that they are on."""
    one = min(1 / typical.driver, machine.network / (typical.size + typical.result))
    return min(cores / typical.seconds.value, runs * one)


def cores_for(typical: Typical, documents: float, days: float) -> int:
    """Cores that read so many documents in so many days."""
    return max(1, ceil(documents * typical.seconds.value / (days * DAY * _USED)))


def growth(room: Room, typical: Typical, documents: float, part_documents: int) -> Growth:
    """Room that the results of so many documents take."""
    parts = ceil(documents / part_documents)
    length = documents * typical.result
    return Growth(
        tables={
            name: line.fixed * parts + line.each * length for name, line in room.tables.items()
        },
        copies=documents * typical.scans * room.copy,
        manifest=documents * _MANIFEST_BYTES,
        service={name: length * share for name, share in _SERVICE_SHARES.items()},
        parts=parts,
        archives=ceil(parts / _MOST_PARTS),
    )


def wall_seconds(
    model: Model, documents: Sequence[tuple[Kind, int]], workers: int, driver: float
) -> float:
    """How long a run takes for these documents (kind, pages), from when its workers start.

    That is what workers do at once, or what the run does alone, `driver` seconds a document,
    whichever is more. At the end workers wait for the last one, half a long document on average.
    """
    work = [model.kinds[kind].seconds(pages) for kind, pages in documents]
    again = (len(work) - 1) // DOCUMENTS_A_PROCESS / workers * model.load
    last = (1 - 1 / workers) * max(work) / 2
    return model.load + max(sum(work) / workers + again, driver * len(work)) + last


def _limits(typical: Typical, machine: Machine) -> tuple[Limit, ...]:
    """What ends the growth of one run, the first first."""
    work = typical.seconds.value
    found = (
        Limit(
            "运行本身 the run itself",
            work / typical.driver,
            "分成几份档案同时读。 Read several archives at once, a run each.",
        ),
        Limit(
            "网络 network of its machine",
            work * machine.network / (typical.size + typical.result),
            "换更快的网卡或分开运行。 A faster network, or several runs on several machines.",
        ),
        Limit(
            "Ray 内存 object store",
            _STORE_BYTES / (2 * typical.size),
            "调大 object_store_memory。 A larger object_store_memory.",
        ),
    )
    return tuple(sorted(found, key=lambda limit: limit.cores))


def _shares(model: Model, wanted: Mapping[Kind, float] | None) -> Mapping[Kind, float]:
    """Shares of documents that sum to 1."""
    if not model.kinds:
        message = "档案中没有用时记录。 It has no costs: it is of an older version, or empty."
        raise ArchivePlanError(message)
    shares: Mapping[Kind, float] = wanted or {
        kind: costs.documents for kind, costs in model.kinds.items()
    }
    absent = [kind for kind, share in shares.items() if share > 0 and kind not in model.kinds]
    total = sum(shares.values())
    if absent or not total > 0:
        names = ", ".join(absent) or "–"
        raise ArchivePlanError(f"档案中没有此类文件：{names}。 It has no documents of: {names}.")
    return {kind: share / total for kind, share in shares.items() if share > 0}


def _documents(typical: Typical, wish: Wish) -> float:
    if wish.pages is not None:
        return wish.pages / typical.pages
    if not typical.forms:
        raise ArchivePlanError("档案中没有表。 It has no forms: plan by --pages.")
    return (wish.forms or 0.0) / typical.forms


def _pages_a_day(typical: Typical) -> Interval:
    seconds = typical.seconds
    return Interval(
        *(DAY * typical.pages / each for each in (seconds.value, seconds.high, seconds.low))
    )


def _range(typical: Typical) -> tuple[float, float, float]:
    return typical.seconds.value, typical.seconds.low, typical.seconds.high


def _with(typical: Typical, seconds: float) -> Typical:
    still = Interval(seconds, seconds, seconds)
    return replace(typical, seconds=still)
