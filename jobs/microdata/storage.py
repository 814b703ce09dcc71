"""How much room the snapshots take: a file that several share by hard links lies on the disk once."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from jobs.microdata.snapshot import Snapshot


@dataclass(frozen=True)
class Storage:
    """Bytes of a snapshot's files, and those that no other snapshot of the list shares: what removing it would free."""

    size: int
    own: int

    def plain(self) -> dict[str, int]:
        """As plain values."""
        return {"bytes": self.size, "own_bytes": self.own}

    def __str__(self) -> str:
        return f"{_megabytes(self.size)} MB ({_megabytes(self.own)} MB own)"


def measure_storage(snapshots: Iterable[Snapshot]) -> dict[str, Storage]:
    """The room each snapshot takes, by id. Files that are missing take none."""
    found = {snapshot.id: _files(snapshot) for snapshot in snapshots}
    holders = Counter(place for files in found.values() for place in files)
    return {
        name: Storage(sum(files.values()), sum(size for place, size in files.items() if holders[place] == 1)) for name, files in found.items()
    }


def _files(snapshot: Snapshot) -> dict[tuple[int, int], int]:
    """Size by device and inode."""
    files = {}
    for entry in snapshot.manifest.files:
        path = snapshot.folder / entry.path
        if path.is_file():
            state = os.stat(path)
            files[(state.st_dev, state.st_ino)] = state.st_size
    return files


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f}"
