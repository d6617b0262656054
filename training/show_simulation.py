"""Table and picture of a simulation: `python -m training.show_simulation FILE --picture PNG`."""

import argparse
import json
from pathlib import Path

from training.corrections.curve import curve_picture, curve_table


def main() -> int:
    """Print the table; draw the curve."""
    parser = argparse.ArgumentParser(prog="python -m training.show_simulation")
    parser.add_argument("files", type=Path, nargs="+", help="of training.simulate_corrections")
    parser.add_argument("--picture", type=Path)
    asked = parser.parse_args()
    texts = [path.read_text(encoding="utf-8") for path in asked.files]
    lines = [json.loads(line) for text in texts for line in text.splitlines() if line.strip()]
    print(curve_table(lines))
    if asked.picture is not None:
        curve_picture(lines).save(asked.picture, optimize=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
