"""A throw-away PostgreSQL cluster for the tests: made in a temporary folder, on a local socket, gone afterwards."""

from __future__ import annotations

import glob
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def program(name: str) -> str | None:
    """The path of a PostgreSQL program, on PATH or in Debian's folders; None when it is not installed."""
    found = shutil.which(name)
    places = sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"), reverse=True)
    return found or (places[0] if places else None)


def as_server_user(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root: step down to its own user there."""
    if os.geteuid() != 0:
        return command
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command]


def missing() -> str | None:
    """Why there can be no cluster here, or None."""
    if not program("initdb") or not program("pg_ctl"):
        return "PostgreSQL is not installed (apt-get install postgresql)"
    if os.geteuid() == 0:
        try:
            pwd.getpwnam("postgres")
        except KeyError:
            return "running as root without a postgres user to step down to"
        if not shutil.which("setpriv"):
            return "running as root without setpriv to step down"
    return None


@contextmanager
def cluster() -> Iterator[str]:
    """A running cluster; yields the folder of its socket, which is also the `host` of an address."""
    folder = Path(tempfile.mkdtemp(prefix="registerlots-pg-", dir="/tmp"))
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
    data = folder / "data"
    run(as_server_user([program("initdb") or "", "-D", str(data), "-A", "trust", "-U", "registerlots", "--no-sync", "-E", "UTF8"]))
    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c synchronous_commit=off -c max_connections=60"
    run(as_server_user([program("pg_ctl") or "", "-D", str(data), "-o", options, "-l", str(folder / "log"), "-w", "start"]))
    try:
        yield str(folder)
    finally:
        run(as_server_user([program("pg_ctl") or "", "-D", str(data), "-m", "immediate", "stop"]))
        shutil.rmtree(folder, ignore_errors=True)


def run(command: list[str]) -> None:
    """Runs quietly; an error shows what the program said."""
    done = subprocess.run(command, capture_output=True, text=True, cwd="/tmp", stdin=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise RuntimeError(f"{command[-1]}: {done.stdout[-500:]}{done.stderr[-1500:]}")
