"""Pages that cannot be read: noted as findings, while the others go on."""

from collections.abc import Iterable, Iterator

from extractor.document import Page, Provenance
from extractor.errors import IngestError
from extractor.record import Evidence, Finding, Severity


class LostPages:
    """Watches the pages of one document go by.

    Args:
        expected: number of pages that the document says it has.
    """

    def __init__(self, expected: int) -> None:
        self._expected = expected
        self._read: set[int] = set()
        self._errors: list[tuple[int, IngestError]] = []

    def readable(self, pages: Iterable[Page]) -> Iterator[Page]:
        """The pages that can be read, in order; a page's error is noted and the next one taken."""
        source = iter(pages)
        number = 0
        while True:
            number += 1
            try:
                page = next(source)
            except StopIteration:
                return
            except IngestError as error:
                self._errors.append((number, error))
                continue
            self._read.add(page.number)
            yield page

    def raise_if_all(self) -> None:
        """Raise the first page's error where no page was read."""
        if self._errors and not self._read:
            raise self._errors[0][1]

    def findings(self) -> tuple[Finding, ...]:
        """One finding a page that was not read."""
        failed = {number for number, _ in self._errors}
        found = [
            Finding(
                "document.page_unreadable",
                Severity.ERROR,
                f"第{number}页无法读取（{error.code}）：{error}",
                (Evidence("", (Provenance(number),)),),
            )
            for number, error in self._errors
        ]
        if not self._read and not failed:
            return ()
        skipped = [n for n in range(1, self._expected + 1) if n not in self._read | failed]
        if skipped:
            message = (
                f"时间已到，第{skipped[0]}页起共{len(skipped)}页未读取，请拆分文件。 "
                f"Out of time: {len(skipped)} pages from page {skipped[0]} on were not read."
            )
            where = (Provenance(skipped[0]),)
            found.append(
                Finding("document.pages_not_read", Severity.ERROR, message, (Evidence("", where),))
            )
        return tuple(found)
