"""What read a record, in one word: short enough for a column, and another one for other models."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def engine_versions_of(record: Mapping[str, Any]) -> dict[str, str]:
    """What a contract object says read it: versions by name, of the product and of its models."""
    engine = record["engine"]
    models = {name: str(model) for name, model in engine["models"].items() if model is not None}
    return {"version": str(engine["version"])} | models


def engine_name(versions: Mapping[str, str]) -> str:
    """`0.1.0-3fa2c9`: the product's version and a hash of those of all models."""
    told = json.dumps(sorted(versions.items()))
    return f"{versions.get('version', '0')}-{hashlib.sha256(told.encode()).hexdigest()[:6]}"
