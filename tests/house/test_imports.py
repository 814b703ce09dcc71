"""Rooms depend downwards, each library has one home, `registerlots.py` only assembles."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FREE_LIBRARIES = {
    "pydantic", "pydantic_core", "pydantic_settings", "numpy", "structlog", "rich", "typing_extensions", "click", "flask", "werkzeug", "flask_openapi", "flask_wtf", "wtforms",
    "flask_login", "flask_limiter", "secure", "waitress", "markupsafe", "jinja2", "itsdangerous", "prometheus_client", "flask_bootstrap",
}
"""Libraries any module of a fitting room may use; every other one has one home in a library contract of pyproject.toml."""


def imported_roots(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    found |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    return found


def test_every_import_contract_holds() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"An import goes against its contract (pyproject.toml, tool.importlinter):\n{done.stdout[-4000:]}"


def test_registerlots_only_assembles_commands() -> None:
    rooms = {name for name in imported_roots(ROOT / "registerlots.py") if name.split(".")[0] not in sys.stdlib_module_names}
    strangers = {name for name in rooms if name != "click" and not name.rpartition(".")[2].endswith("commands")}
    assert not strangers, f"registerlots.py may import click and <room>.commands; move this down: {strangers}"


def test_every_library_has_a_home_or_is_named_free() -> None:
    contracts = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    rooms = ["common", "metadata", "catalog", "assistant", "exports", "jobs", "web"]
    unknown: dict[str, str] = {}
    for room in rooms:
        for path in (ROOT / room).rglob("*.py"):
            for name in {module.split(".")[0] for module in imported_roots(path)}:
                if name in sys.stdlib_module_names or name in rooms or name in FREE_LIBRARIES or f'"{name}"' in contracts:
                    continue
                unknown[name] = str(path.relative_to(ROOT))
    assert not unknown, f"Give each library a line in a library contract or in FREE_LIBRARIES: {unknown}"


def test_the_web_process_loads_no_engine_and_no_microdata() -> None:
    program = "import sys, web.app; print([m for m in sys.modules if m in ('duckdb', 'jobs.worker') or m.startswith(('jobs.microdata', 'jobs.compute'))])"
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_help_loads_neither_engine_nor_worker() -> None:
    program = "import sys, registerlots; print([m for m in ('duckdb', 'jobs.worker', 'flask', 'highspy', 'whoosh') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
