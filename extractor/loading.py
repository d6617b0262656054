"""What goes wrong with a network while it is loaded, named by whose it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from extractor.errors import ChampionError, WeightsMissingError
from models.champions import Champion
from models.ocr import WeightsNotFoundError
from models.ocr.runtime import session_errors


@contextmanager
def naming(champion: Champion | None) -> Iterator[None]:
    """Load a champion, or what is shipped where it is None.

    Raises:
        WeightsMissingError: the shipped file is not on this machine, or not the one that was
            tested.
        ChampionError: the champion's file is not there, has changed, or is no network of its kind.
    """
    try:
        yield
    except WeightsNotFoundError as error:
        if champion is None:
            raise WeightsMissingError(str(error)) from error
        raise _unusable(champion, error) from error
    except _load_errors() as error:
        if champion is None:
            raise
        raise _unusable(champion, error) from error


def _unusable(champion: Champion, error: Exception) -> ChampionError:
    first = (str(error).splitlines() or [""])[0]
    why = f"{type(error).__name__}: {first}"
    return ChampionError(f"{champion.kind} {champion.stamp} 无法使用。 It cannot be used: {why}")


def _load_errors() -> tuple[type[Exception], ...]:
    """What a file that is no network, or another one, makes its reader raise."""
    garbled: type[Exception] = import_module("google.protobuf.message").DecodeError
    return (*session_errors(), OSError, LookupError, TypeError, AttributeError, garbled)
