"""Commands for portals that receive: push what differs, and tell how each portal stands."""

from __future__ import annotations

import json
import time
from dataclasses import asdict
from typing import Any

import click

from common.installation import Installation


@click.group()
def portal() -> None:
    """Portals that receive descriptions. / Portaler som tar emot beskrivningar."""


@portal.command("push")
@click.argument("name", metavar="TARGET")
@click.option("--as", "login", default=None, help="Account that pushes; noted in the log.")
@click.option("--dry-run", is_flag=True, help="Tell what would be sent and what has changed; send nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.pass_obj
def push_command(installation: Installation, name: str, login: str | None, dry_run: bool, as_json: bool) -> None:
    """Send to a portal what it does not have; exit 1 if something is left. / Skicka det som saknas till en portal."""
    from common.actor import SYSTEM
    from common.errors import InputRefused
    from exports.dcat.portal import Portal
    from exports.portal.push import as_plain, plan_push, push
    from exports.portal.target import get_target

    settings = installation.settings
    target = get_target(settings.portals, name)
    if dry_run:
        steps = plan_push(installation.engine, target, Portal.of(settings))
        click.echo(as_plain(steps) if as_json else "\n".join(_said(installation, step) for step in steps))
        return
    token = settings.portal_tokens.get(name)
    report = push(
        installation.engine, installation.clock, installation.actor(login) if login else SYSTEM, target, portal=Portal.of(settings),
        token=token.get_secret_value() if token else "", sleep=time.sleep,
    )
    click.echo(json.dumps(report.counts) if as_json else _sum(installation, report.counts))
    faults = [_finding(step, why) for step, why in report.told]
    if faults:
        raise InputRefused([*faults, *(fault for step, _why in report.told for fault in step.reasons)], "exports.error.push_incomplete")


@portal.command()
@click.argument("name", metavar="TARGET", required=False)
@click.option("--reconcile", is_flag=True, help="Ask the portal what it holds, and tell what differs; changes nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.pass_obj
def status(installation: Installation, name: str | None, reconcile: bool, as_json: bool) -> None:
    """What was pushed where, and when. / Vad som skickats vart, och när."""
    from exports.portal.standing import standing_of
    from exports.portal.target import get_target, read_targets

    settings = installation.settings
    targets = [get_target(settings.portals, name)] if name else list(read_targets(settings.portals).values())
    tokens = {key: token.get_secret_value() for key, token in settings.portal_tokens.items()} if reconcile else None
    found = [one for target in targets for one in standing_of(installation.engine, target, tokens)]
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False))
        return
    for one in found:
        drift = f"  {_t(installation, f'exports.portal.drift_{one.drift}')}" if one.drift else ""
        click.echo(f"{one.target}  {one.label}  {_t(installation, f'exports.portal.status_{one.status}')}  {one.last_success or '–'}  {one.last_error}{drift}")


def _said(installation: Installation, step: Any) -> str:
    why = "".join(f"\n    {changed}" for changed in step.changed)
    return f"{_t(installation, f'exports.portal.{step.action}')}  {step.label}{why}"


def _sum(installation: Installation, counts: dict[str, int]) -> str:
    return ", ".join(f"{_t(installation, f'exports.portal.status_{status}')}: {count}" for status, count in sorted(counts.items())) or "–"


def _finding(step: Any, why: str) -> Any:
    from common.errors import Finding, Severity

    return Finding(f"exports.error.push_{why}", Severity.error, step.label, {"register": step.label})


def _t(installation: Installation, key: str) -> str:
    from common.translate import translate

    return translate(key, installation.settings.language)
