"""Commands of the jobs room: the worker, the plan and the run of an order, decisions of officers and reviewers."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from common.installation import Installation

RunWriter = Callable[..., None]
"""Writes the files of a run; handed over by the assembler, since exports is a sibling room."""

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


def find_context(installation: Installation, catalogue: Any, order: Any) -> Any:
    """What an order is judged against here and now; handed to the commands of orders by the assembler, since snapshots lie in jobs."""
    from common.clock import today
    from jobs.counter import context_for

    return context_for(installation.engine, catalogue, today(installation.clock), order=order)


@click.command()
@click.option("--once", is_flag=True, help="End when the queue is empty.")
@click.option("--memory", default=800, show_default=True, help="Memory of the engine in MB; beyond it the engine spills to disk.")
@click.pass_obj
def worker(installation: Installation, once: bool, memory: int) -> None:
    """Compute, protect and hand over what is queued. / Beräkna det som står i kö."""
    import os
    import socket

    from jobs.counter import follow_run
    from jobs.microdata.settings import MicrodataSettings
    from jobs.worker import StopWorker, Worker, stop_on_signals

    stop_on_signals()
    name = f"{socket.gethostname()}-{os.getpid()}"
    try:
        Worker(installation.engine, installation.clock, MicrodataSettings().snapshots_folder, name, follow=follow_run, memory_limit_mb=memory).run(once=once)
    except StopWorker:
        return


def _written(installation: Installation, file: Path, snapshot: Path | None) -> Any:
    """Order, catalogue, snapshot and JobSpec of a file. Raises InputRefused with every finding."""
    from assistant.document import read_order
    from catalog.lookup import open_catalogue
    from common.clock import today
    from common.database import reading
    from common.errors import InputRefused, NotFound
    from jobs.counter import build_spec, context_for, find_facts
    from jobs.microdata.snapshot import open_snapshot
    from jobs.microdata.telling import tell_facts

    order, findings = read_order(file.read_bytes(), file.name)
    if order is None:
        raise InputRefused(findings)
    opened = open_snapshot(snapshot) if snapshot else None
    with reading(installation.engine) as session:
        catalogue = open_catalogue(session)
        facts = tell_facts(opened) if opened else find_facts(session)
    if facts is None:
        raise NotFound("jobs.error.no_snapshot")
    day = today(installation.clock)
    context = context_for(installation.engine, catalogue, day, order=order, facts=facts)
    spec = build_spec(order, catalogue, context, order_id=file.stem, snapshot=facts.id, today=day)
    return order, catalogue, opened, spec


@click.command()
@click.argument("file", type=_FILE)
@click.option("--snapshot", type=_FOLDER, default=None, help="Folder of a snapshot; else the installation's newest.")
@click.pass_obj
def plan(installation: Installation, file: Path, snapshot: Path | None) -> None:
    """Print the typed plan and the engine's text. / Skriv ut planen och frågorna."""
    from jobs.compute import explain
    from jobs.microdata.settings import MicrodataSettings
    from jobs.microdata.snapshot import get_snapshot

    _order, _catalogue, opened, spec = _written(installation, file, snapshot)
    click.echo(explain(spec, opened or get_snapshot(spec.snapshot, MicrodataSettings().snapshots_folder)))


def build_run(write_run: RunWriter) -> click.Command:
    """The command `order run`, handed the writer of exports."""

    @click.command(name="run")
    @click.argument("file", type=_FILE)
    @click.option("--snapshot", type=_FOLDER, required=True, help="Folder of the snapshot.")
    @click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="Folder of the run; made or replaced as a whole.")
    @click.option("--engine", type=click.Choice(["duckdb"]), default="duckdb", show_default=True)
    @click.option("--protection", type=click.Choice(["on", "off"]), default="on", show_default=True, help="off: on synthetic snapshots only.")
    @click.option("--memory", default=800, show_default=True, help="Memory of the engine in MB.")
    @click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
    @click.pass_obj
    def run(installation: Installation, file: Path, snapshot: Path, out: Path, engine: str, protection: str, memory: int, as_json: bool) -> None:
        """Compute an order on a snapshot into a folder. / Beräkna en beställning."""
        from common.errors import RegisterlotsError
        from jobs.execution import execute

        order, catalogue, opened, spec = _written(installation, file, snapshot)
        outcome = execute(spec, opened, is_protected=protection == "on", memory_limit_mb=memory, tell=_progress())
        write_run(
            out, installation, order_text=file.read_text(encoding="utf-8-sig"), order=order, catalogue=catalogue, spec=spec.canonical(),
            result=outcome.result, facts=opened.facts, evidence=outcome.files,
            is_protected=outcome.is_protected,
        )
        if not outcome.is_protected:
            raise RegisterlotsError("jobs.error.not_protected")
        summary = {"out": str(out), "spec": spec.hash, "verdict": outcome.verdict, "tables": {table.shell.id: table.shell.cell_count for table in outcome.result.tables}}
        click.echo(json.dumps(summary, ensure_ascii=False) if as_json else f"{out}: {outcome.verdict}, {len(outcome.result.tables)} tables")

    return run


def _progress() -> Callable[[str, int, int], None]:
    """Shows the steps on a terminal, says nothing in a pipe."""
    import sys

    if not sys.stderr.isatty():
        return lambda _step, _done, _all: None
    return lambda step, done, all_steps: click.echo(f"\r{done}/{all_steps} {step:<20}", err=True, nl=done == all_steps)


@click.command(name="approve")
@click.argument("order_id", metavar="ORDER")
@click.option("--as", "user", required=True, help="Login of the officer.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.pass_obj
def approve_order(installation: Installation, order_id: str, user: str, as_json: bool) -> None:
    """Decide for a confirmed order and queue its run. / Besluta om en beställning."""
    from jobs.counter import approve_and_queue, run_of_order

    case = approve_and_queue(installation.engine, installation.actor(user), installation.clock, order_id=order_id)
    run = run_of_order(installation.engine, order_id)
    click.echo(json.dumps({"order": case.id, "state": str(case.state), "run": run.run_id if run else None}) if as_json else f"{case.id} {case.state} {run.run_id if run else ''}")


@click.command(name="cancel")
@click.argument("order_id", metavar="ORDER")
@click.option("--as", "user", required=True, help="Login of the officer.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.pass_obj
def cancel_order_run(installation: Installation, order_id: str, user: str, as_json: bool) -> None:
    """End the run of an order that waits or is computed. / Avbryt en körning."""
    from jobs.counter import cancel_run

    run = cancel_run(installation.engine, installation.actor(user), installation.clock, order_id=order_id)
    click.echo(json.dumps({"order": order_id, "run": run}) if as_json else run)


@click.group()
def review() -> None:
    """Review of protected tables. / Granskning."""


_AS = click.option("--as", "user", required=True, help="Login of the reviewer.")
_REASON = click.option("--reason", default="", help="Why; needed where anything is amber, and to return or reject.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print as JSON.")


@review.command(name="list")
@_AS
@click.option("--all", "everything", is_flag=True, help="Also those already decided.")
@_JSON
@click.pass_obj
def list_reviews(installation: Installation, user: str, everything: bool, as_json: bool) -> None:
    """Runs that wait for a reviewer. / Körningar som väntar."""
    from dataclasses import asdict

    from jobs.review.lookup import find_items

    items = find_items(installation.engine, installation.actor(user), waiting_only=not everything)
    if as_json:
        click.echo(json.dumps([asdict(item) for item in items]))
    for item in [] if as_json else items:
        click.echo(f"{item.run_id}  {item.order_id}  {item.state}  {item.verdict}  {item.ready_at or ''}")


@review.command()
@click.argument("run_id", metavar="RUN")
@_AS
@_JSON
@click.pass_obj
def show(installation: Installation, run_id: str, user: str, as_json: bool) -> None:
    """State, verdict and evidence of a run. / Läge och bevis."""
    from jobs.counter import get_run
    from jobs.review.lookup import get_case
    from jobs.states import RunState

    actor = installation.actor(user)
    run = get_run(installation.engine, run_id, actor)
    shown: dict[str, Any] = {"run": run.run_id, "order": run.order_id, "state": run.state, "progress": run.progress, "error": run.error}
    if run.state not in (RunState.queued, RunState.running, RunState.failed, RunState.cancelled):
        case = get_case(installation.engine, actor, run_id)
        shown |= {"verdict": case.item.verdict, "hash": case.protected_hash, "evidence": case.evidence}
    click.echo(json.dumps(shown, ensure_ascii=False) if as_json else json.dumps(shown, ensure_ascii=False, indent=1))


@review.command()
@click.argument("run_id", metavar="RUN")
@_AS
@_REASON
@_JSON
@click.pass_obj
def approve(installation: Installation, run_id: str, user: str, reason: str, as_json: bool) -> None:
    """Release a run. / Godkänn."""
    from jobs.counter import follow_run
    from jobs.review import actions

    actions.approve(installation.engine, installation.actor(user), installation.clock, run_id=run_id, reason=reason, follow=follow_run)
    _said(run_id, "released", as_json)


@review.command(name="return")
@click.argument("run_id", metavar="RUN")
@_AS
@_REASON
@_JSON
@click.pass_obj
def return_run(installation: Installation, run_id: str, user: str, reason: str, as_json: bool) -> None:
    """Send a run back for a coarser specification. / Återsänd."""
    from jobs.counter import follow_run
    from jobs.review import actions

    actions.return_for_change(installation.engine, installation.actor(user), installation.clock, run_id=run_id, reason=reason, follow=follow_run)
    _said(run_id, "returned", as_json)


@review.command(name="protect-again")
@click.argument("run_id", metavar="RUN")
@_AS
@_JSON
@click.pass_obj
def protect_again(installation: Installation, run_id: str, user: str, as_json: bool) -> None:
    """Protect a run against what its recipient has been given since. / Skydda på nytt."""
    from jobs.counter import follow_run
    from jobs.review import actions

    actions.protect_again(installation.engine, installation.actor(user), installation.clock, run_id=run_id, follow=follow_run)
    _said(run_id, "queued", as_json)


@review.command()
@click.argument("run_id", metavar="RUN")
@_AS
@_REASON
@_JSON
@click.pass_obj
def reject(installation: Installation, run_id: str, user: str, reason: str, as_json: bool) -> None:
    """Refuse release for good. / Avslå."""
    from jobs.counter import follow_run
    from jobs.review import actions

    actions.reject(installation.engine, installation.actor(user), installation.clock, run_id=run_id, reason=reason, follow=follow_run)
    _said(run_id, "rejected", as_json)


def _said(run_id: str, state: str, as_json: bool) -> None:
    click.echo(json.dumps({"run": run_id, "state": state}) if as_json else f"{run_id} {state}")
