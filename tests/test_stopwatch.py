"""Each moment of a document belongs to one step."""

import subprocess
import sys
import threading
import time

import pytest

from extractor.engines import default_engines
from extractor.errors import UnreadableFileError
from extractor.pipeline import Options, Watch, extract_document
from extractor.stopwatch import Lap, NoClock, Step, Stopwatch, processor_below
from tests.test_pipeline import TEXT


class Hands:
    """A clock that is moved by hand; half of its time is work of processors."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def wait(self, seconds: float) -> None:
        self.seconds += seconds

    def read(self) -> Lap:
        return Lap(self.seconds, self.seconds / 2)


@pytest.fixture
def hands() -> Hands:
    return Hands()


def seconds(watch: Stopwatch) -> dict[Step, float]:
    return {step: lap.seconds for step, lap in watch.laps.items()}


def test_the_innermost_block_counts(hands: Hands) -> None:
    watch = Stopwatch(hands.read)
    hands.wait(7)
    with watch.during(Step.OPEN):
        hands.wait(1)
        with watch.during(Step.TABLES):
            hands.wait(2)
        hands.wait(4)
    hands.wait(7)
    assert seconds(watch) == {Step.OPEN: 5, Step.TABLES: 2}
    assert watch.laps[Step.OPEN].processor == 2.5


def test_items_that_are_made_while_they_are_used_count_where_they_are_made(hands: Hands) -> None:
    watch = Stopwatch(hands.read)

    def decoded():
        for _ in range(3):
            hands.wait(1)
            yield "page"

    def read(pages):
        for page in pages:
            hands.wait(10)
            with watch.during(Step.RECOGNISE):
                hands.wait(100)
            yield page

    with watch.during(Step.TABLES):
        for _ in watch.each(Step.LOOK, read(watch.each(Step.OPEN, decoded()))):
            hands.wait(1000)
    assert seconds(watch) == {
        Step.OPEN: 3,
        Step.LOOK: 30,
        Step.RECOGNISE: 300,
        Step.TABLES: 3000,
    }


def test_after_a_broken_page_the_next_one_comes(hands: Hands) -> None:
    class Pages:
        def __init__(self) -> None:
            self._numbers = iter((1, 2, 3))

        def __iter__(self):
            return self

        def __next__(self) -> int:
            hands.wait(1)
            number = next(self._numbers)
            if number == 2:
                raise UnreadableFileError("broken")
            return number

    watch = Stopwatch(hands.read)
    pages = watch.each(Step.OPEN, Pages())
    assert next(pages) == 1
    with pytest.raises(UnreadableFileError):
        next(pages)
    assert next(pages) == 3
    assert seconds(watch) == {Step.OPEN: 3}


def test_other_threads_are_not_measured(hands: Hands) -> None:
    watch = Stopwatch(hands.read)

    def work() -> None:
        with watch.during(Step.LOOK):
            hands.wait(5)

    with watch.during(Step.RECOGNISE):
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    assert seconds(watch) == {Step.RECOGNISE: 5}


def test_the_steps_of_a_document_sum_to_the_whole() -> None:
    """By the time of this thread, which other work on the machine does not lengthen."""
    engines, watch = default_engines(), Stopwatch(lambda: Lap(time.thread_time(), 0.0))
    began = time.thread_time()
    extract_document(TEXT.encode(), "a.txt", engines, Options(), Watch(clock=watch))
    whole = time.thread_time() - began
    assert {Step.OPEN, Step.FORMS, Step.MEANING} <= watch.laps.keys()
    assert 0.95 * whole <= sum(seconds(watch).values()) <= whole


def test_processes_below_are_counted_while_they_run_and_afterwards() -> None:
    before = processor_below()
    work = "sum(range(3_000_000)); print(1, flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", work], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()
        running = processor_below()
        child.communicate(b"\n")
    assert running > before + 0.03
    assert processor_below() >= running


def test_a_record_is_the_same_without_a_clock() -> None:
    watched = extract_document(
        TEXT.encode(), "a.txt", default_engines(), Options(), Watch(clock=Stopwatch())
    )
    assert watched == extract_document(TEXT.encode(), "a.txt", default_engines(), Options())
    items = (1, 2)
    assert list(NoClock().each(Step.OPEN, items)) == [1, 2]
