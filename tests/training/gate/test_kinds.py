import subprocess
import sys

import pytest

from models.kinds import FILES, ModelKind
from training.gate.kinds import trainable


@pytest.mark.parametrize("kind", list(ModelKind))
def test_each_kind_ships_the_files_it_consists_of(kind: ModelKind) -> None:
    part = trainable(kind)
    assert part.kind is kind
    shipped = part.shipped()
    assert set(shipped) == set(FILES[kind])
    assert all(path.is_file() for path in shipped.values())


def test_what_lists_and_compares_does_without_torch() -> None:
    code = (
        "import sys\n"
        "import training.cli_models, training.cli_train\n"
        "from models.kinds import ModelKind\n"
        "from training.gate.kinds import trainable\n"
        "for kind in ModelKind: trainable(kind)\n"
        "print([name for name in ('torch', 'transformers', 'mlflow') if name in sys.modules])"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    )
    assert told.stdout.strip() == "[]"
