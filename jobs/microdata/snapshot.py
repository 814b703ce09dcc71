"""An opened snapshot: its manifest and the files of its tables; opening reads no rows."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from common.errors import NotFound, SystemFailed
from jobs.microdata.manifest import Manifest, parse_manifest
from metadata.model.snapshot import SnapshotFacts

MANIFEST_NAME = "manifest.json"


@dataclass(frozen=True)
class Snapshot:
    """A complete snapshot in a folder."""

    folder: Path
    manifest: Manifest

    @property
    def id(self) -> str:
        """The id that orders and results name."""
        return self.manifest.id

    @property
    def facts(self) -> SnapshotFacts:
        """What may be told to the open zone: no path, nothing about a person."""
        return self.manifest.facts()

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of the tables (layout.TABLES) that have at least one file, sorted."""
        return tuple(sorted({entry.table for entry in self.manifest.files}))

    def files(self, table: str, years: Iterable[int] | None = None) -> tuple[Path, ...]:
        """Files of a table in order of path, limited to the partitions of the years when given; empty when the table has none.

        The year of a partition is that of the event date: `EDATUM`, `UTDATUM` (par_in), `INDATUM` (par_out), `DODSDAT`; 31 December for `person_years`.
        """
        wanted = None if years is None else set(years)
        return tuple(
            self.folder / entry.path
            for entry in self.manifest.files
            if entry.table == table and (wanted is None or entry.year is None or entry.year in wanted)
        )


def open_snapshot(folder: Path) -> Snapshot:
    """Opens the snapshot in a folder. Raises NotFound `snapshot.error.not_found`, SystemFailed `snapshot.error.manifest` when its manifest cannot be read."""
    path = Path(folder) / MANIFEST_NAME
    if not path.is_file():
        raise NotFound("snapshot.error.not_found", name=Path(folder).name)
    try:
        return Snapshot(Path(folder), parse_manifest(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise SystemFailed("snapshot.error.manifest", name=Path(folder).name) from error


def find_snapshots(folder: Path) -> list[Snapshot]:
    """Every complete snapshot in the folder of snapshots, by id; neither what is being built nor one whose manifest cannot be read."""
    found: list[Snapshot] = []
    for path in Path(folder).glob(f"*/{MANIFEST_NAME}"):
        with suppress(SystemFailed):
            found += [] if path.parent.name.startswith(".") else [open_snapshot(path.parent)]
    return sorted(found, key=lambda snapshot: snapshot.id)


def get_snapshot(name: str, folder: Path) -> Snapshot:
    """The snapshot of an id in the folder of snapshots, or of a path. Raises NotFound `snapshot.error.not_found`."""
    if (Path(name) / MANIFEST_NAME).is_file():
        return open_snapshot(Path(name))
    for snapshot in find_snapshots(folder):
        if snapshot.id == name:
            return snapshot
    raise NotFound("snapshot.error.not_found", name=Path(name).name)
