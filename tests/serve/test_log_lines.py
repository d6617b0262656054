"""Lines of the log."""

import logging

from serve.log_lines import JsonLines


def test_a_line_stays_a_line() -> None:
    record = logging.makeLogRecord({"msg": "a\nb", "document": "doc\r\n1"})
    assert "\n" not in JsonLines().format(record)
