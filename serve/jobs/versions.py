"""Which versions read the documents of now, told without loading any of them."""

from pathlib import Path

from extractor.errors import ChampionError
from models.champions import read_champions
from models.errors import RegistryError, WeightsNotFoundError


def versions_in_use(folder: Path) -> dict[str, str]:
    """The versions of the product and of its models, by name, as records tell them.

    Args:
        folder: the registry; it need not be there.
    Raises:
        ChampionError: a champion is not there, or its files have changed: who reads documents has
            kept another one, and nobody can say here which.
    """
    # The decoders and runtimes behind them take a second, which no other command of an operator
    # has to wait for.
    from extractor.engines import default_engines, engine_versions
    from extractor.pipeline import Options

    try:
        champions = read_champions(folder)
        for champion in champions.values():
            for file in champion.files.values():
                file.read()
    except (RegistryError, WeightsNotFoundError) as error:
        raise ChampionError(str(error)) from error
    return dict(engine_versions(Options().form_reader, default_engines(champions)))
