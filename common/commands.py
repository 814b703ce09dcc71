"""The wall of the command line, and the commands without a domain: migrate, audit verify, doctor."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from typing import Any

import click

from common.errors import Finding, InputRefused, RegisterlotsError
from common.installation import Installation

Examination = Callable[[Installation], Iterable[Finding]]
"""What a room finds wrong with an installation; empty when all is well."""


class Program(click.Group):
    """Turns deliberate errors into sentences and exit codes (1 = the input, 2 = misuse, 3 = the system); no traceback reaches a user."""

    def main(self, *arguments: Any, **keywords: Any) -> Any:
        keywords["standalone_mode"] = False
        try:
            return sys.exit(super().main(*arguments, **keywords) or 0)
        except click.exceptions.Exit as error:
            sys.exit(error.exit_code)
        except click.ClickException as error:
            error.show()
            sys.exit(error.exit_code)
        except (click.Abort, KeyboardInterrupt):
            sys.exit(130)
        except RegisterlotsError as error:
            sys.exit(_say(error))
        except BrokenPipeError:
            sys.exit(0)
        except Exception as error:
            sys.exit(_unexpected(error))


def _language() -> str:
    from common.settings import Settings

    return Settings().language


def _say(error: RegisterlotsError) -> int:
    from common.translate import translate

    language = _language()
    findings = error.findings if isinstance(error, InputRefused) else ()
    for finding in findings:
        place = f" ({finding.path})" if finding.path else ""
        click.echo(f"{finding.code}{place}: {translate(finding.key, language, **finding.params)}", err=True)
    if not findings:
        click.echo(f"{error.code}: {translate(error.code, language, **error.params)}", err=True)
    return error.exit_code


def _unexpected(error: Exception) -> int:
    import errno

    from common.translate import translate
    from common.wall import log_unexpected

    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        click.echo(translate("common.error.disk_full", _language()), err=True)
    else:
        click.echo(translate("common.error.unexpected", _language(), reference=log_unexpected(error, "command")), err=True)
    return 3


def build_installation(find_actor: Callable[[Any, str], Any], find_context: Callable[[Installation, Any, Any], Any]) -> Installation:
    """The context object of every command; accounts lie in web and snapshots in jobs, so the ways to them are handed in."""
    return Installation(find_actor=find_actor, find_context=find_context)


@click.command()
@click.pass_obj
def migrate(installation: Installation) -> None:
    """Bring the database to the newest migration. / Uppgradera databasen."""
    from common.migrate import head, migrate

    migrate(installation.engine)
    click.echo(head())


@click.group()
def audit() -> None:
    """The audit log. / Händelseloggen."""


@audit.command()
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.pass_obj
def verify(installation: Installation, as_json: bool) -> None:
    """Recompute the hash chain; exit 1 if it was broken. / Kontrollera loggens kedja."""
    from common.audit.verify import verify_chain
    from common.database import reading
    from common.errors import InputRefused
    from common.translate import translate

    with reading(installation.engine) as session:
        count, findings = verify_chain(session)
    if as_json:
        click.echo(json.dumps({"events": count, "findings": [{"code": finding.code, "path": finding.path} for finding in findings]}))
    elif not findings:
        click.echo(translate("common.audit.whole", installation.settings.language, count=count))
    if findings:
        raise InputRefused(findings)


def build_doctor(examinations: Iterable[Examination]) -> click.Command:
    """The command `doctor`, handed each room's own examination."""

    @click.command()
    @click.pass_obj
    def doctor(installation: Installation) -> None:
        """Say in plain words what is wrong with this installation. / Säg vad som är fel."""
        from common.errors import InputRefused
        from common.translate import translate

        findings = [finding for examine in (examine_database, *examinations) for finding in examine(installation)]
        if findings:
            raise InputRefused(findings)
        click.echo(translate("common.doctor.well", installation.settings.language))

    return doctor


def examine_database(installation: Installation) -> Iterable[Finding]:
    """Whether the data folder can be written and the database stands at the newest migration with a whole audit log."""
    from common.audit.verify import verify_chain
    from common.database import reading
    from common.errors import Severity
    from common.migrate import current, head

    folder = installation.settings.data
    if not folder.is_dir() or not _writable(folder):
        yield Finding("common.doctor.data_folder", Severity.error, str(folder))
        return
    standing = current(installation.engine)
    if standing != head():
        yield Finding("common.doctor.migration", Severity.error, "", {"current": standing or "–", "head": head()})
        return
    with reading(installation.engine) as session:
        yield from verify_chain(session)[1]


def _writable(folder: Any) -> bool:
    import tempfile

    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
