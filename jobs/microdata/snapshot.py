"""An opened snapshot: its manifest and the files of its tables; opening reads no rows."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from common.errors import NotFound, SystemFailed
from jobs.microdata.layout import TABLES, TableLayout, described_layouts
from jobs.microdata.manifest import Manifest, claimed_id, is_sealed, parse_manifest
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

    @cached_property
    def layouts(self) -> dict[str, TableLayout]:
        """Every table that the snapshot may have, by name: those that the software knows, and those that the manifest describes."""
        return described_layouts(self.manifest.described) | TABLES

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of the tables that have at least one file, sorted."""
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


class SnapshotAltered(SystemFailed):
    """A snapshot is not what its id was marked with; trying again mends nothing."""


def open_snapshot(folder: Path) -> Snapshot:
    """Opens the snapshot in a folder. Raises NotFound `snapshot.error.not_found`, SystemFailed `snapshot.error.manifest` when its manifest cannot be read.

    SnapshotAltered `snapshot.error.altered_manifest`: a byte of the manifest is not what it was when the snapshot was made.
    """
    path = Path(folder) / MANIFEST_NAME
    if not path.is_file():
        raise NotFound("snapshot.error.not_found", name=Path(folder).name)
    try:
        text = path.read_bytes().decode("utf-8")
        manifest = parse_manifest(text)
    except (OSError, ValueError) as error:
        raise SystemFailed("snapshot.error.manifest", name=Path(folder).name) from error
    if not is_sealed(text):
        raise SnapshotAltered("snapshot.error.altered_manifest", name=Path(folder).name)
    return Snapshot(Path(folder), manifest)


def find_snapshots(folder: Path) -> list[Snapshot]:
    """Every complete snapshot in the folder of snapshots, by id; neither what is being built nor one whose manifest cannot be believed."""
    found: list[Snapshot] = []
    for path in _folders(folder):
        with suppress(SystemFailed):
            found.append(open_snapshot(path))
    return sorted(found, key=lambda snapshot: snapshot.id)


def find_spoiled(folder: Path) -> dict[str, SystemFailed]:
    """Folders that hold a manifest which cannot be read or believed, with the reason."""
    found: dict[str, SystemFailed] = {}
    for path in _folders(folder):
        try:
            open_snapshot(path)
        except SystemFailed as error:
            found[path.name] = error
    return found


def get_snapshot(name: str, folder: Path) -> Snapshot:
    """The snapshot of an id in the folder of snapshots, or of a path. Raises NotFound `snapshot.error.not_found`, and as `open_snapshot` does."""
    if (Path(name) / MANIFEST_NAME).is_file():
        return open_snapshot(Path(name))
    for path in _folders(folder):
        if _claimed(path) == name:
            return open_snapshot(path)
    raise NotFound("snapshot.error.not_found", name=Path(name).name)


def _folders(folder: Path) -> list[Path]:
    return sorted(path.parent for path in Path(folder).glob(f"*/{MANIFEST_NAME}") if not path.parent.name.startswith("."))


def _claimed(folder: Path) -> str | None:
    return claimed_id((folder / MANIFEST_NAME).read_bytes().decode("utf-8", errors="replace"))
