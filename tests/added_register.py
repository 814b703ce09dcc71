"""The shipped content with a register that a keeper has added by YAML alone, and a delivery of it."""

from __future__ import annotations

import shutil
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp

from catalog.load import examine_content
from catalog.lookup import Catalogue
from catalog.stored_tables import stored_register
from metadata.model.stored import StoredRegister

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "tests" / "samples" / "added-register"
CODE = "hjarteko"


@lru_cache(maxsize=1)
def content_folder() -> Path:
    """The shipped content with the added files among its own."""
    folder = Path(mkdtemp(prefix="registerlots-")) / "content"
    shutil.copytree(ROOT / "metadata" / "content", folder)
    shutil.copytree(SAMPLE, folder, dirs_exist_ok=True)
    return folder


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """The catalogue of that content; it has no error."""
    reading, findings = examine_content(content_folder())
    assert findings == []
    return Catalogue("test", reading.content)


def described(code: str = CODE) -> StoredRegister:
    """A register's description as loading takes it."""
    found = stored_register(catalogue(), code)
    assert found is not None
    return found


def write_delivery(folder: Path, *rows: str) -> Path:
    """A delivery of the added register as its office writes it."""
    path = folder / "hjarteko_2024.csv"
    path.write_text("\n".join(("lopnr;unddat;diagnos1;diagnos2;angelagen;ef;kon;lk", *rows)) + "\n", encoding="utf-8")
    return path


ROWS = ("p1;2023-03-05;I50.9;I48.9;A;35;1;180", "p2;20230407;I509;;P;55;2;1480", "p2;2024-01-07;I489;I509;P;54;2;1480")
