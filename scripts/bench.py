"""`make bench`: every benchmark table in one run, as ratios where a rival is named; seconds depend on the machine, ratios less so."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("REGISTERLOTS_SHARED", ROOT.parent / "shared" / "data"))
PROGRAM = [sys.executable, "-W", "ignore", str(ROOT / "registerlots.py")]


def timed(title: str, command: list[str], environment: dict[str, str]) -> None:
    """Runs a command and prints its wall time and the largest memory of any child so far."""
    start = perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    state = "" if done.returncode == 0 else f" (exit {done.returncode}: {done.stderr.strip()[:200]})"
    print(f"{title} | {perf_counter() - start:.1f} s{state}", flush=True)


def installation(data: Path) -> None:
    """The steps of a start, on the default snapshot."""
    environment = {**os.environ, "REGISTERLOTS_DATA": str(data)}
    snapshot = data / "snapshots" / "demo"
    order = data / "order.yaml"
    print("## From an empty folder\nstep | wall")
    timed("migrate", [*PROGRAM, "migrate"], environment)
    timed("catalogue load", [*PROGRAM, "catalogue", "load"], environment)
    timed("catalogue load again", [*PROGRAM, "catalogue", "load"], environment)
    made = ["snapshot", "synthesize", "--persons", "100000", "--years", "2006-2024", "--seed", "2026", "--out", str(snapshot)]
    timed("default snapshot, 100 k persons 2006–2024", [*PROGRAM, *made], environment)
    text = subprocess.run([*PROGRAM, "order", "example", "nya-anvandare-adhd"], env=environment, capture_output=True, text=True, check=True).stdout
    order.write_text(text, encoding="utf-8")
    timed("order check", [*PROGRAM, "order", "check", str(order)], environment)
    timed("order run to a written package", [*PROGRAM, "order", "run", str(order), "--snapshot", str(snapshot), "--out", str(data / "out")], environment)


def main() -> None:
    """All tables, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="dispensings of the compute tables")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        installation(Path(folder) / "data")
    print(f"\n## Compute, about {arguments.rows:,} dispensings", flush=True)
    subprocess.run([sys.executable, "-W", "ignore", str(ROOT / "scripts" / "bench_compute.py"), "--rows", str(arguments.rows)], check=True)
    print("\n## Search", flush=True)
    if (SHARED / "codes").exists():
        subprocess.run([sys.executable, "-W", "ignore", str(ROOT / "scripts" / "bench_search.py")], check=True)
    else:
        print("no code lists beside the checkout; set REGISTERLOTS_SHARED")
    print("\n## Protection", flush=True)
    cases = SHARED / "disclosure" / "golden_cases.json"
    if cases.exists():
        medium = ["bench-medium-t5", "bench-medium-t10"]
        large = ["bench-large-t5", "bench-large-t10"] if arguments.rows >= 10_000_000 else []
        subprocess.run([sys.executable, "-W", "ignore", str(ROOT / "scripts" / "bench_disclosure.py"), str(cases), *medium, *large], check=True)
    else:
        print("no generated cases beside the checkout; set REGISTERLOTS_SHARED")


if __name__ == "__main__":
    main()
