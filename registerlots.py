"""The command line: assembles every room's commands; no logic of its own."""

from __future__ import annotations

import click

import assistant.codes_commands
import assistant.commands
import catalog.commands
import catalog.import_commands
import common.commands
import exports.commands
import exports.portal_commands
import jobs.commands
import jobs.disclosure_commands
import jobs.snapshot_commands
import web.commands


@click.group(cls=common.commands.Program, name="registerlots")
@click.pass_context
def program(context: click.Context) -> None:
    """Order statistics from Swedish health registers, from a need to a reviewed delivery. / Från behov till granskad leverans."""
    context.obj = common.commands.build_installation(web.commands.find_actor, jobs.commands.find_context)


assistant.commands.order.add_command(assistant.commands.build_shell(exports.commands.write_shell_workbook))
assistant.commands.order.add_command(jobs.commands.plan)
assistant.commands.order.add_command(jobs.commands.build_run(exports.commands.write_run))
assistant.commands.orders.add_command(jobs.commands.approve_order)
assistant.commands.orders.add_command(jobs.commands.cancel_order_run)
exports.commands.delivery.add_command(web.commands.build_delivery)

for command in (
    common.commands.migrate, common.commands.audit, common.commands.build_doctor((catalog.commands.examine_catalogue,)), catalog.commands.catalogue, catalog.commands.search, catalog.import_commands.import_,
    assistant.codes_commands.codes, assistant.codes_commands.impact, assistant.commands.order, assistant.commands.orders, jobs.snapshot_commands.snapshot, jobs.commands.worker,
    jobs.commands.review, jobs.disclosure_commands.disclosure, exports.commands.delivery, exports.commands.export, exports.portal_commands.portal, web.commands.serve, web.commands.user,
):
    program.add_command(command)


def main() -> None:
    """The entry point `registerlots`."""
    program()


if __name__ == "__main__":
    main()
