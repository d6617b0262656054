"""`jixiao archive review DEST --to …`: doubtful documents go to people."""

import json
import signal
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from extractor.cli_options import together
from extractor.cli_signals import leave
from extractor.errors import JixiaoError
from serve.archive.buckets import is_bucket
from serve.archive.doubtful import Doubtful, Wanted, choose_doubtful, count_doubtful
from serve.archive.handed import HandedOver
from serve.archive.handing import Handing, HandingDesk, Recipient
from serve.archive.handing_errors import ReviewKeyError
from serve.archive.handing_words import HANDING_WORDING, told_handing
from serve.archive.opening import Beside, Placement, open_beside
from serve.archive.places import last_part
from serve.archive.queries import Queries, open_queries
from serve.archive.regular_files import why
from serve.archive.service_url import service_url
from serve.archive.text_table import table_lines
from serve.archive.watching import Log, watcher_of
from serve.errors import StoreError
from serve.settings import MEBIBYTE, Settings, api_key
from serve.store.ids import new_id

LABEL_STUDIO = "label-studio"
_SOME_LEFT = 1
_INTERRUPTED = 130
_COLUMNS = ("文件 name", "疑问 doubt", "待核对 doubtful", "错误 errors")
_LONGEST_COLLECTION = 200


@dataclass(frozen=True, slots=True)
class _Order:
    """What is handed over, of which archive, to whom, and what else was said on the line."""

    destination: str
    to: str
    wanted: Wanted
    settings: Settings
    given: dict[str, Any]


_choosing = together(
    click.option("--dry-run", is_flag=True, help="只列出，不交。 Only list them."),
    click.option("--where", default="", help="对 documents 的 SQL 条件。 Condition in SQL."),
    click.option(
        "--min-doubt",
        type=click.FloatRange(0, 1),
        default=0.0,
        help="疑问不低于。 A doubt of at least.",
    ),
    click.option(
        "--most",
        type=click.IntRange(1),
        default=100,
        show_default=True,
        help="最多几份。 Documents at most.",
    ),
)


_KEY_FILE = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)
_delivering = together(
    click.option("--key-file", type=_KEY_FILE, help="API 密钥文件。 File with the API key."),
    click.option("--collection", help="归入的文件集，默认为档案名。 Default: name of DEST."),
    click.option(
        "--priority",
        type=click.Choice(["archive", "interactive"]),
        default="archive",
        show_default=True,
        help="在服务中的优先级。 Whether somebody waits there.",
    ),
    click.option(
        "--patience",
        type=click.FloatRange(0),
        default=120.0,
        show_default=True,
        help="服务繁忙时等待的秒数。 Seconds that a busy service is waited for.",
    ),
    click.option("--again", is_flag=True, help="忘记已交的。 Forget what was handed over."),
    click.option("--max-mebibytes", type=click.IntRange(1), default=256, show_default=True),
    click.option("--manifest", default="", help="postgresql://…；同 batch。 As for batch."),
    click.option("--beside", type=click.Path(file_okay=False, path_type=Path)),
    click.option(
        "--log",
        type=click.Choice([log.value for log in Log]),
        default="auto",
        show_default=True,
    ),
)


@click.command()
@click.argument("destination")
@click.option(
    "--to",
    required=True,
    help="服务网址，或 label-studio。 URL of a service, or label-studio.",
)
@_choosing
@_delivering
def review(destination: str, to: str, **given: Any) -> None:  # noqa: ANN401
    """把最没把握的文件交给人核对：交给服务的复核页面，或交给 Label Studio。

    Hand the most doubtful documents of an archive to people: to the review page of a service, or
    to Label Studio. Their bytes are fetched again from where `batch` found them, and checked. End
    it at any moment and run it again: nothing is handed over twice. The API key comes from
    --key-file or JIXIAO_API_KEY.
    """
    signal.signal(signal.SIGTERM, leave)
    wanted = Wanted(given["most"], given["min_doubt"], given["where"])
    order = _Order(destination, to, wanted, Settings.from_environment(), given)
    try:
        is_all = _list(order) if given["dry_run"] else _hand_over(order)
    except JixiaoError as error:
        click.echo(f"Error: {error} {error.remedy}", err=True)
        sys.exit(error.exit_code)
    except OSError as error:  # of the workspace of Label Studio, which is not the archive's
        click.echo(f"Error: 无法读写。 Cannot read or write: {why(error)}", err=True)
        sys.exit(StoreError.exit_code)
    except KeyboardInterrupt:
        click.echo("已停止，再次运行即继续。 Stopped; run it again to go on.", err=True)
        sys.exit(_INTERRUPTED)
    if not is_all:
        sys.exit(_SOME_LEFT)


def _list(order: _Order) -> bool:
    """What would be handed over. Nobody is asked for anything but the archive."""
    with _opened(order) as (beside, queries):
        notes = HandedOver(beside.database, _recipient_name(order))
        known = {} if order.given["again"] else notes.known()
        chosen = choose_doubtful(queries, order.wanted, known)
        doubtful = count_doubtful(queries, order.wanted)
        left = count_doubtful(queries, order.wanted, known)
    for line in table_lines(_COLUMNS, [_row(document) for document in chosen]):
        click.echo(line)
    click.echo(
        f"将交 to hand over {len(chosen)} · 尚未交 not yet {left} · 已交 handed over "
        f"{doubtful - left} · 共 all {doubtful}"
    )
    return True


def _hand_over(order: _Order) -> bool:
    """Whether the recipient has all that it was to have."""
    with _opened(order) as (beside, queries), ExitStack() as stack:
        recipient = stack.enter_context(_recipient(order, beside))
        notes = HandedOver(beside.database, recipient.name)
        if order.given["again"]:
            notes.forget()
        log = Log(order.given["log"])
        watcher = stack.enter_context(watcher_of(HANDING_WORDING, log, sys.stderr))
        max_bytes = order.given["max_mebibytes"] * MEBIBYTE
        desk = HandingDesk(queries, notes, beside.folder, max_bytes, watcher.tell)
        handing = Handing(desk, recipient)
        try:
            handing.carry_out(order.wanted)
        finally:
            watcher.end(handing.tally)
            click.echo(json.dumps(told_handing(handing.tally), ensure_ascii=False))
    return handing.tally.left == 0


def _row(document: Doubtful) -> tuple[object, ...]:
    return document.name, f"{document.doubt:.2f}", document.doubtful, document.errors


@contextmanager
def _opened(order: _Order) -> Iterator[tuple[Beside, Queries]]:
    """The archive: what lies beside it, and its tables."""
    home, given = order.settings.home, order.given
    manifest = given["manifest"] or order.settings.archive_manifest
    placement = Placement(order.destination, home, given["beside"], manifest)
    with (
        open_beside(placement, "review") as beside,
        open_queries(order.destination, home) as queries,
    ):
        yield beside, queries


def _recipient(order: _Order, beside: Beside) -> AbstractContextManager[Recipient]:
    """Who answers, and takes documents."""
    if order.to == LABEL_STUDIO:
        from serve.archive.review_label_studio import open_review_project  # heavy

        return open_review_project(order.settings.home)
    from serve.archive.review_service import Delivery, ReviewService  # heavy

    given = order.given
    name = given["collection"]
    collection = _archive_name(order.destination) if name is None else name
    archive = beside.archive
    if given["again"]:  # for a key that it knows the service names a document that it has deleted
        archive = f"{archive}-{new_id('')}"
    delivery = Delivery(
        archive, collection[:_LONGEST_COLLECTION], given["priority"], given["patience"]
    )
    service = ReviewService(order.to, _key(given["key_file"]), delivery)
    service.check()
    return service


def _archive_name(destination: str) -> str:
    is_path = not is_bucket(destination)
    return last_part(Path(destination).absolute() if is_path else destination)


def _recipient_name(order: _Order) -> str:
    """What notes call the recipient, who need not answer."""
    if order.to == LABEL_STUDIO:
        from serve.archive.review_label_studio import known_project  # heavy

        return known_project(order.settings.home)
    return service_url(order.to)


def _key(path: Path | None) -> str:
    if path is None:
        key = api_key()
    else:
        try:
            with click.open_file(str(path), encoding="utf-8") as file:
                key = file.readline().strip()
        except (OSError, ValueError) as error:
            raise click.FileError(str(path), str(error)) from error
    if not (key and key.isascii() and key.isprintable()):
        raise ReviewKeyError("没有 API 密钥。 There is no API key.")
    return key
