"""Times protection and attack on the generated cases: `python scripts/bench_disclosure.py CASES.json [CASE…]`."""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from jobs.disclosure.cases import read_cells  # noqa: E402
from jobs.disclosure.minimise import minimise  # noqa: E402
from jobs.disclosure.secondary import Protector  # noqa: E402
from jobs.disclosure.verdict import attack_pattern  # noqa: E402

DEFAULT = ("bench-medium-t5", "bench-medium-t10", "bench-large-t5", "bench-large-t10")


def main() -> None:
    path = Path(sys.argv[1])
    chosen = sys.argv[2:] or DEFAULT
    print("case | cells | primary | secondary | protect s | minimise s | attack s | breaches | peak MB")
    for case in json.loads(path.read_text("utf-8"))["cases"]:
        if case["id"] not in chosen:
            continue
        cells = read_cells(case, lambda name: (path.parent / name).read_text("utf-8"))
        marks = [perf_counter()]
        protector = Protector(cells)
        protector.run()
        marks.append(perf_counter())
        minimise(protector)
        marks.append(perf_counter())
        report = attack_pattern(cells, protector.hidden)
        marks.append(perf_counter())
        spent = " | ".join(f"{after - before:.2f}" for before, after in zip(marks, marks[1:], strict=False))
        secondary = int(protector.hidden.sum() - cells.primary.sum())
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{case['id']} | {len(cells.truth)} | {int(cells.primary.sum())} | {secondary} | {spent} | {len(report.breaches)} | {peak}", flush=True)


if __name__ == "__main__":
    main()
