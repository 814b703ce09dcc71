"""The same tables give the same bytes whatever the hash seed of the process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
import hashlib, json, sys
sys.path.insert(0, "tests")
import numpy as np
import disclosure_factory as factory
from itertools import product
from jobs.disclosure import cells_csv, protect
codes = [f"{at:02d}" for at in range(1, 15)]
values = np.random.default_rng(3).lognormal(1.8, 1.2, 14 * 2 * 3).astype(int).tolist()
made = factory.shell("t1", [factory.breakdown("county", codes)], [factory.breakdown("sex", ["1", "2"]), factory.breakdown("age_group", ["0-17", "18-64", "65+"])])
table = factory.summed(made, dict(zip(product(codes, ["1", "2"], ["0-17", "18-64", "65+"]), values)))
found = protect([table], factory.policy(5))
print(hashlib.sha256((json.dumps(found.evidence, sort_keys=True) + cells_csv(found, table)).encode()).hexdigest(), found.verdict)
"""


def test_three_hash_seeds_give_the_same_bytes() -> None:
    outputs = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM], cwd=ROOT, env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True
        ).stdout
        for seed in ("0", "1", "4711")
    }
    assert len(outputs) == 1 and outputs.pop().split()[1] in ("green", "amber")
