"""What went wrong, for someone who wants to know what to do."""

from __future__ import annotations

from explorer.api.errors import ApiError, RateLimited
from explorer.api.explain import FieldProblem
from explorer.api.representation.dispatch import figure_of, line_of
from explorer.api.representation.figure import Bit, Block, Cell, Facts, Figure, Fold, Words, pieces
from explorer.api.representation.line import tag
from explorer.api.wire import CallError


@line_of.register
def _error_line(error: ApiError) -> str:
    status = str(error.status) if error.status else ""
    lead = f"{status} {error.operation_id}".strip()
    return tag(type(error).__name__, quoted=error.message, lead=lead)


@figure_of.register
def _error(error: ApiError) -> Figure:
    blocks: list[Block] = []
    if error.message:
        blocks.append(Words(error.message))
    if error.hint:
        blocks.append(Words((Bit("What to do:", "strong"), f" {error.hint}")))
    if rows := _facts(error):
        blocks.append(Facts(tuple(rows)))
    if error.exchange is not None:
        inside = figure_of(error.exchange)
        # The exchange begins with this very error.
        blocks.append(Fold(("The exchange: ", *pieces(inside.name)), inside.blocks[1:]))
    note = f"{error.status} {error.kind}" if error.status else error.kind
    name = Bit(error.operation_id, "code") if error.operation_id else ""
    return Figure(type(error).__name__, name, note, tuple(blocks))


def _facts(error: ApiError) -> list[tuple[str, Cell]]:
    rows: list[tuple[str, Cell]] = []
    if error.code is not None:
        rows.append(("code", Bit(str(error.code), "code")))
    if error.field:
        rows.append(("field", Bit(error.field, "code")))
    if error.scope:
        rows.append(("needs scope", Bit(error.scope, "code")))
    if isinstance(error, RateLimited) and error.wait is not None:
        rows.append(("lifted in", f"{error.wait:.0f} s"))
    if error.request_id:
        rows.append(("request id", Bit(error.request_id, "code")))
    return rows


@line_of.register
def _call_error_line(error: CallError) -> str:
    return tag(type(error).__name__, quoted=str(error), lead=error.field)


@figure_of.register
def _call_error(error: CallError) -> Figure:
    field = Bit(error.field, "code") if error.field else ""
    return Figure(type(error).__name__, field, "nothing was sent", (Words(str(error)),))


@line_of.register
def _problem_line(problem: FieldProblem) -> str:
    return tag("FieldProblem", quoted=problem.message, lead=problem.field)


@figure_of.register
def _problem(problem: FieldProblem) -> Figure:
    where = Bit(problem.field, "code") if problem.field else "the whole"
    return Figure("FieldProblem", where, "", (Words(problem.message),))
