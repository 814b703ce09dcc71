"""`make run`: brings an installation up, takes one example order to a reviewed delivery through the public commands, and keeps web and worker running."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("REGISTERLOTS_DATA", "data")).resolve()
PORT = os.environ.get("PORT", "8000")
PROGRAM = [sys.executable, str(ROOT / "registerlots.py")]
EXAMPLES = (
    "nya-anvandare-adhd", "anvandare-antidepressiva", "migran-lakemedel-och-vard", "hjartinfarkt-sluten-vard", "antibiotika-barn", "hoftprotes", "astma-besok",
)
"""The first is taken to its delivery before anything is printed, the others after it. They are of different people, since everything one orderer is given is protected together."""
SNAPSHOT = DATA / "snapshots" / "demo"
ORDERER, OFFICER, REVIEWER = "bestallare", "handlaggare", "granskare"
ENVIRONMENT = {**os.environ, "REGISTERLOTS_DATA": str(DATA), "REGISTERLOTS_DEMO": "1", "REGISTERLOTS_PUBLISHER": "Exempelmyndigheten", "REGISTERLOTS_BASE_URL": f"http://127.0.0.1:{PORT}"}


def registerlots(*arguments: str, answer: str | None = None, check: bool = True) -> str:
    """Runs one command; on failure shows what it said and ends."""
    done = subprocess.run([*PROGRAM, *arguments], env=ENVIRONMENT, capture_output=True, text=True, input=answer, check=False)
    if check and done.returncode:
        sys.stderr.write(f"registerlots {' '.join(arguments)}\n{done.stdout}{done.stderr}")
        raise SystemExit(done.returncode)
    return done.stdout


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def prepare() -> None:
    """Database, catalogue, accounts of a demonstration and a synthetic snapshot; what is there already is left alone."""
    DATA.mkdir(parents=True, exist_ok=True)
    say("Databas och katalog … / Database and catalogue …")
    registerlots("migrate")
    stamp, state = DATA / "prepared.txt", content_state()
    if not stamp.exists() or stamp.read_text() != state:
        registerlots("catalogue", "load")
        registerlots("user", "demo")
        stamp.write_text(state)
    if not is_usable(SNAPSHOT / "manifest.json"):
        shutil.rmtree(SNAPSHOT, ignore_errors=True)
        say("Syntetiska register, 100 000 personer 2006–2024 … / Synthetic registers …")
        registerlots("snapshot", "synthesize", "--persons", "100000", "--years", "2006-2024", "--seed", "2026", "--out", str(SNAPSHOT))


def is_usable(manifest: Path) -> bool:
    """Whether the demonstration's snapshot is there and was made by a version whose snapshots prove what they hold (ADR 14)."""
    return manifest.exists() and '"generator":' in manifest.read_text(encoding="utf-8")


def content_state() -> str:
    """Changes when a file of the content does; loading the same again would do nothing, but takes seconds to find out."""
    files = sorted((ROOT / "metadata" / "content").rglob("*.*"))
    return hashlib.sha256("\n".join(f"{path.relative_to(ROOT)} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in files).encode()).hexdigest()


def start() -> list[subprocess.Popen[bytes]]:
    """Web and worker as two processes of their own; the web process is not told where the snapshots lie."""
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", int(PORT))) == 0:
            raise SystemExit(f"Port {PORT} används redan; kör PORT=8080 make run. / Port {PORT} is in use; run PORT=8080 make run.")
    web = {**ENVIRONMENT, "REGISTERLOTS_SNAPSHOTS": ""}
    log = (DATA / "log.txt").open("ab")
    return [
        subprocess.Popen([*PROGRAM, "serve", "--port", PORT], env=web, stdout=log, stderr=log, start_new_session=True),
        subprocess.Popen([*PROGRAM, "worker"], env=ENVIRONMENT, stdout=log, stderr=log, start_new_session=True),
    ]


def wait_until_up(processes: list[subprocess.Popen[bytes]]) -> None:
    """Waits for the health page; a process that ends instead is an error."""
    for _ in range(200):
        if any(process.poll() is not None for process in processes):
            raise SystemExit(f"Starten misslyckades; se {DATA / 'log.txt'}. / The start failed; see {DATA / 'log.txt'}.")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("Webbservern svarar inte. / The web server does not answer.")


def deliver_example(key: str) -> Path:
    """One example order all the way: submitted by the orderer, approved by the officer, computed, reviewed by a third, built and verified."""
    marker = DATA / "demo-deliveries.json"
    delivered: dict[str, str] = json.loads(marker.read_text()) if marker.exists() else {}
    if key not in delivered:
        delivered[key] = str(deliver(key))
        marker.write_text(json.dumps(delivered, indent=1))
    return Path(delivered[key])


def deliver(key: str) -> Path:
    """The same without looking whether it was done before."""
    example = json.loads(registerlots("order", "example", key, "--json"))
    document = DATA / f"{key}.yaml"
    document.write_text(example["document"], encoding="utf-8")
    kept = [word for rule, reason in example["dismissed"].items() for word in ("--dismiss", f"{rule}={reason}")]
    order = json.loads(registerlots("order", "submit", str(document), "--as", ORDERER, "--example", key, *kept, "--json"))["order"]
    run = json.loads(registerlots("orders", "approve", order, "--as", OFFICER, "--json"))["run"]
    for _ in range(600):
        state = json.loads(registerlots("review", "show", run, "--as", REVIEWER, "--json", check=False) or "{}").get("state")
        if state == "in_review":
            break
        if state in ("failed", "not_protected"):
            raise SystemExit(f"Körningen {run} slutade som {state}. / The run {run} ended as {state}.")
        time.sleep(0.3)
    registerlots("review", "approve", run, "--as", REVIEWER, "--reason", "Exemplet granskat / example reviewed", "--json")
    folder = Path(json.loads(registerlots("delivery", "build", order, "--json"))["folder"])
    registerlots("delivery", "verify", str(folder))
    return folder


def deliver_others(processes: list[subprocess.Popen[bytes]]) -> None:
    """The other examples. One that does not arrive is noted in the log: the service is up all the same."""
    for key in EXAMPLES[1:]:
        if any(process.poll() is not None for process in processes):
            return
        try:
            deliver_example(key)
        except SystemExit as reason:
            with (DATA / "log.txt").open("a", encoding="utf-8") as log:
                log.write(f"{key}: {reason.code}\n")


def stop(processes: list[subprocess.Popen[bytes]]) -> None:
    """Asks both to end and waits; what does not end in ten seconds is ended."""
    for process in processes:
        process.send_signal(signal.SIGTERM)
    for process in processes:
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


def main() -> None:
    """Prepares, starts, delivers the example, then waits for Ctrl-C."""
    signal.signal(signal.SIGTERM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    prepare()
    processes = start()
    try:
        wait_until_up(processes)
        if not (DATA / "demo-deliveries.json").exists():
            say("En exempelbeställning till granskad leverans … / One example order to a reviewed delivery …")
        folder = deliver_example(EXAMPLES[0])
        say(f"\n  registerlots: http://127.0.0.1:{PORT}/  (English: http://127.0.0.1:{PORT}/en/)")
        say(f"  Leveransen / the delivery: {folder}")
        say("  Konton för att prova står på sidan Logga in. / Accounts to try with are on the sign-in page.")
        say("  Avsluta med Ctrl-C / stop with Ctrl-C\n")
        deliver_others(processes)
        while all(process.poll() is None for process in processes):
            time.sleep(0.5)
        raise SystemExit(f"En process slutade; se {DATA / 'log.txt'}. / A process ended; see {DATA / 'log.txt'}.")
    except KeyboardInterrupt:
        say("\nStoppar … / Stopping …")
    finally:
        stop(processes)


if __name__ == "__main__":
    main()
