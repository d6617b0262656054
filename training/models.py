"""Versions of the networks: `python -m training.models list|compare|promote|rollback`."""

from training.cli_models import models

if __name__ == "__main__":
    models(prog_name="python -m training.models")
