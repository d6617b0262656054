"""Kill a batch and its workers at random moments, let it go on, and compare what comes of it with a
run that nobody disturbed: `python -m tests.serve.archive.kills --documents 500 --kills 20`."""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from serve.archive.schema import Dataset

_COMMAND = (sys.executable, "-c", "from extractor.cli import main; main(prog_name='jixiao')")
_TEXT = """项目支出绩效目标表
（2024年度）
项目名称 {name}
主管部门 某市交通局
年度目标 完成{name}。
一级指标 二级指标 三级指标 指标值
产出指标 数量指标 {name}里程 ≥{number}公里
产出指标 质量指标 验收合格率 ≥{share}%
效益指标 社会效益指标 出行便利程度 明显提升
满意度指标 服务对象满意度指标 群众满意度 ≥{share}%
"""


def main() -> int:
    """Returns 1 where both differ."""
    asked = _parser().parse_args()
    chance = random.Random(asked.seed)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        make_documents(home / "source", asked.documents)
        calm = run_once(home, "calm")
        kills = run_killed(home, "disturbed", asked.kills, chance)
        differing = differences(tables(home / "calm"), tables(home / "disturbed"))
        verified = _run(home, "archive", "verify", str(home / "disturbed"))
        told = {"calm": calm, "kills": kills, "same": not differing, "verify": verified.strip()}
        print(json.dumps(told | {"differing": differing}, ensure_ascii=False))
        return 1 if differing else 0


def differences(
    calm: dict[str, list[str]], disturbed: dict[str, list[str]]
) -> dict[str, dict[str, list[str]]]:
    """Of each table that differs some rows that one alone has, or has more often."""
    found: dict[str, dict[str, list[str]]] = {}
    for table, rows in calm.items():
        missing = Counter(rows) - Counter(disturbed[table])
        added = Counter(disturbed[table]) - Counter(rows)
        if missing or added:
            found[table] = {"missing": [*missing][:3], "added": [*added][:3]}
    return found


def make_documents(folder: Path, count: int) -> None:
    """Texts of forms, one in twenty broken."""
    folder.mkdir(parents=True)
    for number in range(count):
        name = f"第{number}号公路"
        words = _TEXT.format(name=name, number=number % 90 + 1, share=80 + number % 20)
        data = words.encode()
        if number % 20 == 7:
            data = b"%PDF-1.7\n" + str(number).encode()
        (folder / f"{number:05d}.txt").write_bytes(data)


def run_once(home: Path, name: str) -> float:
    """Seconds of a run that is left alone."""
    started = time.monotonic()
    _run(home, *_batch(home, name))
    return round(time.monotonic() - started, 1)


def run_killed(home: Path, name: str, kills: int, chance: random.Random) -> dict[str, int]:
    """Run again and again until a run ends by itself; who was killed how often."""
    killed: Counter[str] = Counter()
    while True:
        driver = subprocess.Popen(
            [*_COMMAND, *_batch(home, name)],
            env=_environment(home),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while driver.poll() is None and killed.total() < kills:
            _wait(driver, chance.uniform(0.5, 12.0))
            who = chance.choice(("driver", "worker"))
            victims = [driver.pid] if who == "driver" else _children(driver.pid)
            if driver.poll() is None and victims:
                os.kill(chance.choice(victims), signal.SIGKILL)
                killed[who] += 1
        if driver.wait() == 0:
            return dict(killed)


def tables(folder: Path) -> dict[str, list[str]]:
    """The rows of each table as text, in order, without what differs between runs: the number of a
    part, and all of `costs`, which are times."""
    from pyarrow import parquet

    found: dict[str, list[str]] = {}
    for dataset in set(Dataset) - {Dataset.COSTS}:
        rows = [
            {key: value for key, value in row.items() if key != "part"}
            for file in (folder / dataset).rglob("*.parquet")
            for row in parquet.ParquetFile(file).read().to_pylist()
        ]
        found[dataset] = sorted(json.dumps(row, sort_keys=True, default=str) for row in rows)
    return found


def _batch(home: Path, name: str) -> tuple[str, ...]:
    sizes = ("--part-documents", "25", "--log", "json", "--workers", "2")
    return ("batch", str(home / "source"), str(home / name), *sizes)


def _run(home: Path, *words: str) -> str:
    done = subprocess.run(
        [*_COMMAND, *words], env=_environment(home), capture_output=True, text=True, check=True
    )
    return done.stdout


def _environment(home: Path) -> dict[str, str]:
    return {**os.environ, "JIXIAO_HOME": str(home / "home")}


def _wait(driver: "subprocess.Popen[bytes]", seconds: float) -> None:
    try:
        driver.wait(seconds)
    except subprocess.TimeoutExpired:
        return


def _children(pid: int) -> list[int]:
    """Processes below one, whichever of its threads started them."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += map(int, task.read_text(encoding="ascii").split())
        except OSError:
            continue  # the thread has ended
    return found


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.serve.archive.kills")
    parser.add_argument("--documents", type=int, default=500)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    return parser


if __name__ == "__main__":
    sys.exit(main())
