"""The engine agrees with the plain reference on generated registers and generated specs over every measure."""

from __future__ import annotations

import tempfile
from pathlib import Path

from compute_registers import write_frames
from compute_strategies import registers, specs
from hypothesis import given, settings

from jobs.compute import reference, run
from jobs.compute.reference import Frames
from jobs.spec import JobSpec


@settings(max_examples=60, deadline=None)
@given(registers(), specs())
def test_engine_and_reference_give_equal_tables(frames: Frames, spec: JobSpec) -> None:
    with tempfile.TemporaryDirectory() as folder:
        snapshot = write_frames(frames, Path(folder) / "toy")
        counted = run(spec, snapshot, threads=1)
    expected = reference.run(spec, frames)
    for table, wanted in zip(counted, expected, strict=True):
        assert table.shell == wanted.shell
        assert dict(table.cells) == dict(wanted.cells)
        assert table.preliminary == wanted.preliminary
        assert table.incomplete == wanted.incomplete
