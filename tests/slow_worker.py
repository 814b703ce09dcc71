"""A worker whose computation never ends, in a process of its own: it is there to be killed in the middle of a run."""

from __future__ import annotations

import sys
import time
from datetime import timedelta
from pathlib import Path

from common.clock import SystemClock
from common.database import open_address
from jobs import worker
from jobs.worker import StopWorker, Worker, stop_on_signals


def never(*_arguments: object, **_keywords: object) -> None:
    """Says that it has begun, then computes for ever."""
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    while True:
        time.sleep(1)


if __name__ == "__main__":
    worker.execute = never  # type: ignore[assignment]
    address, snapshots, lease = sys.argv[1:]
    stop_on_signals()
    try:
        Worker(open_address(address), SystemClock(), Path(snapshots), "slow", lease=timedelta(seconds=float(lease))).run()
    except StopWorker:
        sys.exit(0)
