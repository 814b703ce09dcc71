"""The glossary is complete, generated references are fresh, links resolve, nothing names the machine it was written on."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

from assistant.document import KINDS
from assistant.states import OrderState
from jobs.states import RunState

ROOT = Path(__file__).resolve().parents[2]
GLOSSARY = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def public_classes(folder: Path) -> set[str]:
    found = set()
    for path in folder.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found |= {node.name for node in tree.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_")}
    return found


def test_every_class_of_the_information_model_is_in_the_glossary() -> None:
    missing = {name for name in public_classes(ROOT / "metadata" / "model") if f"`{name}`" not in GLOSSARY}
    assert not missing, f"add to GLOSSARY.md: {sorted(missing)}"


def test_every_kind_and_state_is_in_the_glossary() -> None:
    missing = {name for name in [*KINDS, *OrderState, *RunState] if f"`{name}`" not in GLOSSARY}
    assert not missing, f"add to GLOSSARY.md: {sorted(missing)}"


def test_generated_references_are_fresh(tmp_path: Path) -> None:
    program = f"import sys; sys.path.insert(0, {str(ROOT / 'scripts')!r}); import generate; from pathlib import Path; generate.write(Path({str(tmp_path)!r}))"
    subprocess.run([sys.executable, "-W", "ignore", "-c", program], cwd=ROOT, check=True)
    committed = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "reference" / "generated").iterdir()}
    made = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    stale = {name for name in committed.keys() | made.keys() if committed.get(name) != made.get(name)}
    assert not stale, f"run make generate and commit: {sorted(stale)}"


def test_links_between_documents_resolve() -> None:
    broken = []
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in LINK.findall(path.read_text(encoding="utf-8")):
            if not target.startswith(("http:", "https:", "mailto:")) and not (path.parent / target).exists():
                broken.append(f"{path.relative_to(ROOT)} → {target}")
    assert not broken, broken


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    return [ROOT / name for name in listed if name and (ROOT / name).suffix in {".py", ".md", ".yaml", ".toml", ".html", ".po", ".sh", ".lock", ".css", ".js"}]


def test_no_file_names_the_machine_it_was_written_on() -> None:
    places = {str(ROOT) + "/", str(Path.home()) + "/"} - {"//"}
    named = [str(path.relative_to(ROOT)) for path in tracked() if path.exists() and any(place in path.read_text(encoding="utf-8") for place in places)]
    assert not named, named


def test_every_decision_record_says_context_decision_and_consequences() -> None:
    for path in (ROOT / "docs" / "adr").glob("*.md"):
        text = path.read_text(encoding="utf-8")
        assert all(f"## {part}" in text for part in ("Context", "Decision", "Consequences")), path.name
        assert len(text.splitlines()) <= 40, f"{path.name} is longer than a decision record"


def test_there_are_tests_with_assertions_only() -> None:
    without = []
    for path in (ROOT / "tests").rglob("test_*.py"):
        source = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
                body = ast.get_source_segment(source, node) or ""
                if not re.search(r"assert|raises|check_|validate|expect|both\(|agree", body):
                    without.append(f"{path.relative_to(ROOT)}:{node.name}")
    assert not without, f"a test that cannot fail: {without}"
