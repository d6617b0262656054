"""How far a hand-over is, in words, as JSON and drawn; and what would be handed over."""

import json

from rich.console import Group
from rich.table import Table

from serve.archive.handing import HandingTally
from serve.archive.watching import Wording, clock_text, drawn_faults


def told_handing(tally: HandingTally) -> dict[str, object]:
    """The counts as JSON."""
    return {
        "seconds": round(tally.elapsed, 1),
        "wanted": tally.wanted,
        "handed": tally.handed,
        "known": tally.known,
        "missing": tally.missing,
        "refused": tally.refused,
        "bytes": tally.size,
        "faults": dict(tally.faults),
        "examples": dict(tally.examples),
    }


def _plain(tally: HandingTally) -> str:
    parts = [
        clock_text(tally.elapsed),
        f"已交 handed {tally.handed}/{tally.wanted}",
        f"已有 known {tally.known}",
        f"不在 missing {tally.missing}",
        f"拒收 refused {tally.refused}",
    ]
    return "  ".join(parts)


def _json(tally: HandingTally) -> str:
    return json.dumps(told_handing(tally), ensure_ascii=False)


def _drawn(tally: HandingTally) -> Group:
    counts = Table.grid(padding=(0, 2))
    counts.add_row("已交 handed", f"{tally.handed}", "最多 at most", f"{tally.wanted}")
    counts.add_row("已有 known", f"{tally.known}", "用时 time", clock_text(tally.elapsed))
    counts.add_row("不在 missing", f"{tally.missing}", "拒收 refused", f"{tally.refused}")
    return Group(counts, drawn_faults(tally.faults, tally.examples))


HANDING_WORDING = Wording(_plain, _json, _drawn)
"""Of a hand-over."""
