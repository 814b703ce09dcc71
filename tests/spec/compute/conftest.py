"""Every chapter on measures runs on both engines: the compiled one over a snapshot on disk, and the plain reference."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest
from compute_registers import Counted, write_frames

from jobs.compute import reference, run


@pytest.fixture(params=["engine", "reference"])
def counted(request: pytest.FixtureRequest, tmp_path: Path) -> Counted:
    """Computes the tables of a spec on drawn registers."""
    numbers = count()
    if request.param == "reference":
        return lambda frames, spec: reference.run(spec, frames)
    return lambda frames, spec: run(spec, write_frames(frames, tmp_path / f"toy{next(numbers)}"), threads=1)
