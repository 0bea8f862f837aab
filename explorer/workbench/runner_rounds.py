"""How often a collection is run, and which values each iteration has: newman's iteration data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from explorer.api.redact import Secret
from explorer.workbench.runner_plan import Plan, Step
from explorer.workbench.variables import COMMAND_LINE, FORM, Variable, Variables, layer


@dataclass(frozen=True)
class Rounds:
    """The iterations of a run.

    A row's values stand below what a person says on the command line or in a form, and above all
    files.

    Args:
        rows: Values by name for each iteration; empty for none.
        source: Where the rows are from.
        count: How many iterations; None for one a row. Those beyond the rows have the last.
    """

    rows: Sequence[Mapping[str, str]] = ()
    source: str = ""
    count: int | None = None

    def __len__(self) -> int:
        return self.count or len(self.rows) or 1

    def __bool__(self) -> bool:
        return True

    def steps(self, plan: Plan) -> Iterator[tuple[Plan, Step]]:
        """Every request of every iteration, in order, with the plan that has its values.

        Raises:
            RunError: The plan names a folder that there is not.
        """
        # What is secret in one iteration may be answered in another.
        plan.redactor.know(self._secrets())
        for number in range(1, len(self) + 1):
            turn = self._turn(plan, number)
            for step in turn.steps():
                yield turn, step

    def _turn(self, plan: Plan, number: int) -> Plan:
        said = [each for each in plan.variables if each.source in {COMMAND_LINE, FORM}]
        variables = Variables(said, self._row(number), plan.variables)
        return replace(plan, variables=variables, iteration=number)

    def _row(self, number: int) -> list[Variable]:
        rows = self.rows
        return layer(rows[min(number, len(rows)) - 1], self.source) if rows else []

    def _secrets(self) -> Iterator[Secret]:
        for number in range(1, min(len(self), len(self.rows)) + 1):
            yield from Variables(self._row(number)).secrets()
