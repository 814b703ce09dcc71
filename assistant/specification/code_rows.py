"""Code expressions of an order expanded in the loaded lists, and the rows of a `code` breakdown."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from assistant.codes import Expansion, expand
from assistant.judgement import Context
from assistant.order.codes import CodeExpression
from assistant.order.criterion import Criterion
from assistant.order.order import Order
from assistant.order.table import OrderTable
from assistant.specification.events import event_criterion, study_period
from catalog.lookup import Catalogue
from metadata.model.binding import Binding
from metadata.model.code_system import CodeEdition, CodeLists
from metadata.model.period import Period
from metadata.model.text import Text

DIAGNOSES = frozenset({"ICD-10-SE", "ICD-9-SE", "ICD-8", "ICD-7"})
"""Systems in which the patient register's diagnoses are coded."""
ATC_LENGTHS = {1: 1, 2: 3, 3: 4, 4: 5, 5: 7}
"""Level → characters of an ATC code (measures.md 1.3); other systems count characters."""


def variable_of(criterion: Criterion, catalogue: Catalogue) -> str:
    """The column or series a criterion's codes are compared with: ATC, HDIA, EKOD, OP or, elsewhere, the first that is coded in one of their systems."""
    if criterion.register_code == "lmed":
        return "ATC"
    if not catalogue.is_care(criterion.register_code):
        return next(iter(coded_variables(criterion.register_code, {codes.system for codes in criterion.codes}, catalogue)), "")
    if any(codes.system == "KVA" for codes in criterion.codes):
        return "OP"
    return "EKOD" if criterion.position == "cause" else "HDIA"


def coded_variables(register_code: str, systems: Collection[str], catalogue: Catalogue) -> list[str]:
    """Columns and series of a register that are coded in one of the systems in some year, in the order of its description; in any where none is named."""
    found = [
        variable.series or variable.column_name for variable in catalogue.variables(register_code)
        if any(not systems or one.system in systems for one in catalogue.bindings(register_code, variable.column_name))
    ]
    return list(dict.fromkeys(found))


def binding_of(criterion: Criterion, system: str, catalogue: Catalogue) -> Binding | None:
    """How the criterion's column is coded in a system: the newest binding for the whole country that touches its period."""
    period = criterion.period.period if criterion.period is not None else None
    found = catalogue.bindings(criterion.register_code, variable_of(criterion, catalogue), period)
    return next((one for one in reversed(found) if one.system == system and not one.regions), None)


def expand_list(codes: CodeExpression, context: Context, period: Period | None = None, binding: Binding | None = None) -> Expansion | None:
    """The expansion of one list, in the edition it names if any; None while nothing is written, the system is unknown or no lists are at hand."""
    if context.editions is None or codes.system not in context.editions.systems or not codes.expr.strip():
        return None
    return expand(codes.expr, codes.system, context.editions, period, binding, version=codes.version)


def _expand_union(codes: CodeExpression, context: Context, period: Period | None, binding: Binding | None) -> Expansion | None:
    """The expansion with the codes of every edition in force in the period, unless the list is held to one edition (codes.md 7)."""
    plain = expand_list(codes, context, period, binding)
    if plain is None or context.editions is None or period is None or codes.version is not None or codes.version_policy != "union":
        return plain
    return expand(codes.expr, codes.system, context.editions, period, binding, union=True)


def expand_criterion(criterion: Criterion, catalogue: Catalogue, context: Context) -> list[tuple[CodeExpression, Expansion]]:
    """Every list of a criterion with its expansion in the criterion's period."""
    period = criterion.period.period if criterion.period is not None else None
    pairs = [(codes, expand_list(codes, context, period, binding_of(criterion, codes.system, catalogue))) for codes in criterion.codes]
    return [(codes, expansion) for codes, expansion in pairs if expansion is not None]


def resolved_codes(order: Order, catalogue: Catalogue, context: Context) -> dict[str, list[tuple[CodeExpression, Expansion]]]:
    """Expansions of every criterion by its JSON pointer; what the counter compiles into the JobSpec."""
    return {path: expand_criterion(criterion, catalogue, context) for path, _cohort, criterion in order.criteria()}


def code_rows(order: Order, table: OrderTable, catalogue: Catalogue, context: Context) -> Mapping[str, Text]:
    """Code → title of the rows of a `code` breakdown, by code; empty when codes are not told apart or lists are missing.

    A code has its row if any edition in force in the period knows it, retired ones too.
    """
    events = event_criterion(order, table, catalogue)
    if events is None or (table.code_detail == "group" and table.choice("code") is None):
        return {}
    period = study_period(order, table, catalogue)
    found: dict[str, Text] = {}
    span = events.period.period if events.period is not None else None
    for codes in events.codes:
        expansion = _expand_union(codes, context, span, binding_of(events, codes.system, catalogue))
        editions = _editions(codes, context, period)
        if expansion is not None and editions:
            found |= {code: _title(codes.system, editions, code, context) for code in _told_apart(expansion, editions, table.code_detail, period)}
    return dict(sorted(found.items()))


def _editions(codes: CodeExpression, context: Context, period: Period | None) -> tuple[CodeEdition, ...]:
    """The editions whose codes get a row, newest first: those in force in the period, or the one that the list is held to."""
    edition = context.editions.choose(codes.system, codes.version) if context.editions is not None else None
    if edition is None or context.editions is None:
        return ()
    is_union = period is not None and codes.version is None and codes.version_policy == "union"
    return context.editions.in_force(edition, period) if is_union and period is not None else (edition,)


def _told_apart(expansion: Expansion, editions: Sequence[CodeEdition], detail: str, period: Period | None) -> list[str]:
    """`each_code`: full codes only, those valid in the period; `level:n`: the groups at that level that hold any of them."""
    if detail.startswith("level:"):
        level = int(detail[-1])
        length = ATC_LENGTHS[level] if expansion.system == "ATC" else level
        return sorted({code[:length] for code in expansion.codes if len(code) >= length})
    full = [code for code in expansion.codes if _is_full(code, editions)]
    return [code for code in full if period is None or any(_is_valid(code, edition, period) for edition in editions)]


def _is_full(code: str, editions: Sequence[CodeEdition]) -> bool:
    """Whether nothing lay below the code in some edition that lists it; a code of no edition at hand is full where nothing lies below it in any."""
    if editions[0].system == "ATC":
        return len(code) == ATC_LENGTHS[5]
    knowing = [edition for edition in editions if code in edition]
    return any(edition.starting(code) == edition.equal(code) for edition in knowing or editions)


def _is_valid(code: str, edition: CodeEdition, period: Period) -> bool:
    rows = edition.find(code)
    return not rows or any(
        (row.valid_from is None or row.valid_from <= period.last) and (row.valid_to is None or row.valid_to >= period.first) for row in rows
    )


def _title(system: str, editions: Sequence[CodeEdition], code: str, context: Context) -> Text:
    """The title in the newest of some editions that knows the code; where it has none in a language, that of another edition."""
    edition = next((one for one in editions if one.find(code)), editions[0])
    known = context.editions
    sv, en = (known.title(system, code, language, edition) if known is not None else edition.title(code, language) for language in ("sv", "en"))
    return Text(sv=sv or code, en=en or code)


def is_sensitive(codes: CodeExpression, sensitive: Mapping[str, str], context: Context) -> bool:
    """Whether a list holds a code of the policy's sensitive group (code system → expression), whatever lists are loaded."""
    listed = sensitive.get(codes.system)
    chosen = expand_list(codes, context)
    if not listed or chosen is None or context.editions is None:
        return False
    strict = expand(listed, codes.system, CodeLists(context.editions.systems))
    return any(strict.matches(code) for code in chosen.codes)
