"""The cover sheet of a delivery: what it is, what it rests on, who decided as what, and where each table is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xlsxwriter.worksheet import Worksheet

from common.translate import translate
from exports.delivery_input import Approval, DeliveryInput, SourceRegister
from exports.wording import print_day, source_period
from exports.workbook.styles import TITLE_HEIGHT, Styles, height_of
from exports.workbook.table_sheet import set_print

ROLES = {
    "orderer": "exports.role.orderer",
    "officer": "exports.role.officer",
    "preparer": "exports.role.preparer",
    "reviewer": "exports.role.reviewer",
    "machine": "exports.role.machine",
}
DECISIONS = {
    "confirmed": "exports.decision.confirmed",
    "approved": "exports.decision.approved",
    "prepared": "exports.decision.prepared",
    "reviewed": "exports.decision.reviewed",
    "released": "exports.decision.released",
    "demonstrated": "exports.decision.demonstrated",
}
_Block = Sequence[tuple[str, str]]


def write_cover(sheet: Worksheet, styles: Styles, delivery: DeliveryInput, sheets: Sequence[str]) -> None:
    """Writes the cover; `sheets` are the names of the table sheets, in the order of the result's tables."""
    language = delivery.language
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 90)
    sheet.set_row(0, TITLE_HEIGHT)
    sheet.write_string(0, 0, delivery.title.of(language), styles.title)
    sheet.write_string(1, 0, delivery.title.of("en" if language == "sv" else "sv"), styles.of(italic=True))
    at = 3
    if delivery.result.is_synthetic:
        sheet.merge_range(2, 0, 2, 1, "", styles.warning)
        sheet.write_string(2, 0, translate("exports.synthetic", language), styles.warning)
        sheet.set_row(2, 32)
        at = 4
    for title, block in _blocks(delivery):
        sheet.write_string(at, 0, title, styles.of(bold=True, bottom=1))
        sheet.write_blank(at, 1, None, styles.of(bold=True, bottom=1))
        for label, text in block:
            at += 1
            sheet.set_row(at, height_of([(label, 30), (text, 90)]))
            sheet.write_string(at, 0, label, styles.label)
            sheet.write_string(at, 1, text, styles.text)
        at += 2
    sheet.write_string(at, 0, translate("exports.cover.tables", language), styles.of(bold=True, bottom=1))
    sheet.write_blank(at, 1, None, styles.of(bold=True, bottom=1))
    for table, name in zip(delivery.result.tables, sheets, strict=True):
        at += 1
        sheet.write_url(at, 0, f"internal:'{name}'!A1", styles.of(font_color="#0B4F8A", underline=1), name)
        sheet.write_string(at, 1, table.shell.title.of(language), styles.text)
    set_print(sheet, delivery.title.of(language), portrait=True)


def _blocks(delivery: DeliveryInput) -> Iterator[tuple[str, _Block]]:
    language = delivery.language
    yield translate("exports.cover.delivery", language), _identity(delivery)
    if delivery.sources:
        yield translate("exports.cover.sources", language), _sources(delivery)
    if delivery.approvals:
        yield translate("exports.cover.approvals", language), [_approval(approval, language) for approval in delivery.approvals]
    yield translate("exports.cover.basis", language), _basis(delivery)


def _identity(delivery: DeliveryInput) -> _Block:
    language, publisher = delivery.language, delivery.publisher
    found = [
        (translate("exports.cover.delivery_id", language), delivery.delivery_id),
        (translate("exports.cover.order", language), translate("exports.cover.order_version", language, order=delivery.order_id, version=delivery.order_version)),
        (translate("exports.cover.created", language), delivery.created.date().isoformat()),
        (translate("exports.cover.publisher", language), publisher.name.of(language)),
        (translate("exports.cover.contact", language), publisher.contact),
        (translate("exports.cover.web", language), publisher.web),
    ]
    return [(label, text) for label, text in found if text]


def _sources(delivery: DeliveryInput) -> _Block:
    return [(source.name.of(delivery.language), _source(source, delivery.language)) for source in delivery.sources]


def _source(source: SourceRegister, language: str) -> str:
    version = translate("exports.cover.source_version", language, version=source.version or "–")
    if source.data_to is None:
        return version
    days = translate("exports.cover.source_days", language, period=source_period(source), final_to=print_day(source.final_to or source.data_to))
    return f"{days}; {version}"


def _approval(approval: Approval, language: str) -> tuple[str, str]:
    when = approval.at.strftime("%Y-%m-%d %H:%M %Z").strip()
    return translate(ROLES[approval.role], language), f"{translate(DECISIONS[approval.decision], language)}, {when}"


def _basis(delivery: DeliveryInput) -> _Block:
    """What another run must be given to make the same bytes."""
    language, result = delivery.language, delivery.result
    return [
        (translate("exports.cover.snapshot", language), result.snapshot),
        (translate("exports.cover.policy", language), result.policy),
        (translate("exports.cover.catalogue", language), delivery.catalogue or "–"),
        (translate("exports.cover.software", language), result.software),
        (translate("exports.cover.specification", language), result.specification_hash),
        (translate("exports.cover.spec", language), result.spec_hash),
    ]
