"""Commands of the web room: serve the site, add accounts."""

from __future__ import annotations

import click

from common.actor import Actor
from common.database import Engine
from common.installation import Installation

COMMAND_LINE = Actor(id="command-line", roles=frozenset({"admin"}), name="registerlots")


def find_actor(engine: Engine, login: str) -> Actor:
    """The person of an account, for `--as`. Raises NotFound `web.error.no_account`."""
    from web.accounts.actions import get_account

    return get_account(engine, login).actor


@click.command()
@click.option("--port", default=8000, show_default=True, help="Port to listen on.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--threads", default=8, show_default=True, help="Requests answered at the same time.")
@click.pass_obj
def serve(house: Installation, port: int, host: str, threads: int) -> None:
    """Serve the web pages until stopped."""
    import waitress

    from web.app import create_app

    app = create_app(house.settings, house.engine, house.clock)
    click.echo(f"http://{host}:{port}/")
    waitress.serve(app, host=host, port=port, threads=threads, ident=None)


@click.command("build")
@click.argument("order_id", metavar="ORDER")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.pass_obj
def build_delivery(house: Installation, order_id: str, as_json: bool) -> None:
    """Build the package of a released order, or find it built. / Bygg leveransen."""
    import json

    from web.deliver import deliver

    folder = deliver(house.engine, house.settings, house.clock, order_id)
    click.echo(json.dumps({"order": order_id, "folder": str(folder)}) if as_json else str(folder))


@click.group()
def user() -> None:
    """Local accounts."""


@user.command("add")
@click.argument("login")
@click.option("--name", default="", help="The person's name.")
@click.option("--organisation", default=None, help="Organisation whose orders the person sees.")
@click.option("--role", "roles", multiple=True, required=True, help="orderer, officer, reviewer, keeper or admin; may be given several times.")
@click.option("--password-stdin", is_flag=True, help="Read the password from the first line of standard input; else it is asked for. At least ten characters.")
@click.pass_obj
def add(house: Installation, login: str, name: str, organisation: str | None, roles: tuple[str, ...], password_stdin: bool) -> None:
    """Add an account."""
    from web.accounts.actions import add_account

    password = _password(password_stdin)
    account = add_account(house.engine, COMMAND_LINE, house.clock, login=login, name=name, roles=roles, password=password, organisation=organisation)
    click.echo(account.login)


def _password(is_piped: bool) -> str:
    """A password is never an argument: the list of processes would show it."""
    if is_piped:
        return click.get_text_stream("stdin").readline().rstrip("\n")
    return str(click.prompt("Password / lösenord", hide_input=True, confirmation_prompt=True))


@user.command("demo")
@click.pass_obj
def demo(house: Installation) -> None:
    """Add the demonstration accounts that are missing."""
    from web.accounts.demo import DEMO_ACCOUNTS, add_demo_accounts

    add_demo_accounts(house.engine, house.clock)
    for login, *_rest in DEMO_ACCOUNTS:
        click.echo(login)


@user.command("password")
@click.argument("login")
@click.option("--password-stdin", is_flag=True, help="Read the password from the first line of standard input; else it is asked for.")
@click.pass_obj
def change(house: Installation, login: str, password_stdin: bool) -> None:
    """Give an account a new password; its sessions end."""
    from web.accounts.actions import change_password

    password = _password(password_stdin)
    change_password(house.engine, COMMAND_LINE, house.clock, login=login, password=password)


@user.command("list")
@click.pass_obj
def show(house: Installation) -> None:
    """List the accounts with their roles."""
    from web.accounts.actions import find_accounts

    for account in find_accounts(house.engine):
        click.echo(f"{account.login}\t{account.name}\t{account.organisation or ''}\t{' '.join(sorted(account.roles))}")
