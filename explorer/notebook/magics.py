"""`%stride OPERATION_ID name=value` in a cell, and `%%stride` with the body below it.

    %load_ext explorer.notebook
    page = %stride ListConversations query=launch limit=5

The calls are those of every other face: journalled, seen by its watchers, to the same server.
"""

from __future__ import annotations

import re
from typing import Any

from IPython.core.completer import (
    CompletionContext,
    SimpleCompletion,
    SimpleMatcherResult,
    context_matcher,
)
from IPython.core.error import UsageError
from IPython.core.magic import Magics, line_cell_magic, magics_class

from explorer.api.client import Client
from explorer.api.errors import ApiError
from explorer.api.operation import CallError
from explorer.notebook.magic_line import USAGE, Line, candidates, put
from explorer.workbench.catalogue import find
from explorer.workbench.problems import WorkbenchError
from explorer.workbench.sitting import origin


@magics_class
class StrideMagics(Magics):
    """The magics of one shell."""

    @line_cell_magic
    def stride(self, line: str, cell: str | None = None) -> Any:
        """Call an operation and give its typed answer.

            %stride ListConversations query=launch limit=5
            page = %stride ListConversations limit=5

            %%stride SendMessage conversationId={room.id}
            **Hello**, from a notebook

        Both spellings of an operation and of its parameters work; Tab completes them. A value
        with blanks stands in quotes, and `{expression}` or `$name` puts in what Python knows.
        The body is what stands below `%%stride`: JSON, or for a message Markdown.

        Options:
            --exchange      Give the whole exchange, failed or not.
            --unchecked     Send it past the explorer's own checks, to see the server's answer.
            --body TEXT     The body on the line itself; @FILE for a file.
            --content-type TYPE, --header 'NAME: VALUE'
            --profile NAME  Another server than the one of the environment.
            --to NAME       Put the answer into a variable, too.
            --help          Show the operation's parameters, and send nothing.
        """
        try:
            return self._stride(Line.read(line), cell)
        except (CallError, WorkbenchError) as problem:
            raise UsageError(str(problem)) from None

    def _stride(self, line: Line, cell: str | None) -> Any:
        from explorer.api.representation.subjects import describe
        from explorer.notebook.cells import connect

        if not line.operation:
            raise CallError(f"Name an operation, as in {USAGE}. Tab after the blank lists them.")
        operation = find(line.operation)
        if "--help" in line.flags:
            return describe(operation)
        client = connect(line.options.get("--profile"))
        call = put(operation, line, cell)
        with origin("person", view="magic"):
            if "{cloudId}" in call.path and not getattr(call, "cloud_id", ""):
                client.cloud_id = client.cloud_id or _first_site(client)
            exchange = client.exchange(call, headers=line.headers)
        answer = exchange if "--exchange" in line.flags else exchange.result()
        if "--to" in line.options:
            self.shell.user_ns[line.options["--to"]] = answer
        # Where there is nothing to give, at least it is seen that it was done.
        return exchange if answer is None and "--to" not in line.options else answer


def _first_site(client: Client) -> str:
    from explorer.api.operations import ListSites

    for site in client.exchange(ListSites()).result().values:
        if getattr(site, "id", ""):
            return str(site.id)
    raise CallError("The token reaches no site: name one with cloudId=…")


@context_matcher(identifier="explorer.notebook.stride")
def complete(context: CompletionContext) -> SimpleMatcherResult:
    """What may stand where the cursor is on a line of the magic, and nothing else."""
    found = re.match(r"\s*(?:[\w.]+\s*=\s*)?%%?stride\s+(.*)$", context.line_with_cursor, re.S)
    before = context.line_with_cursor[: context.cursor_position] if found else ""
    typed = before[found.start(1) :] if found else ""
    if found is None or context.cursor_position < found.start(1):
        return SimpleMatcherResult(completions=[])
    begun = re.search(r"[^\s=]*$", typed)
    fragment = begun[0] if begun else ""
    fitting = [
        SimpleCompletion(each, type=_kind(each))
        for each in candidates(typed)
        if each.lower().startswith(fragment.lower())
    ]
    return SimpleMatcherResult(
        completions=fitting, matched_fragment=fragment, suppress=True, ordered=True
    )


def _kind(candidate: str) -> str:
    """What a completion is, as the list of a notebook says beside it."""
    if candidate.startswith("-"):
        return "option"
    if candidate.endswith("="):
        return "param"
    return "class" if candidate[:1].isupper() else "value"


def show_failure(
    shell: Any, kind: type[BaseException], problem: BaseException, trace: Any, tb_offset: Any = None
) -> list[str]:
    """Show a failed call as itself, and not as the explorer's own insides."""
    from IPython.display import display

    if isinstance(problem, ApiError):
        display(problem)
    lines = [f"{kind.__name__}: {problem}"]
    shell._showtraceback(kind, problem, lines)
    return lines


def load(shell: Any) -> None:
    """Make the magics known to a shell, and have failed calls shown in it as themselves."""
    shell.register_magics(StrideMagics)
    if complete not in shell.Completer.custom_matchers:
        shell.Completer.custom_matchers.append(complete)
    shell.set_custom_exc((ApiError, CallError, WorkbenchError), show_failure)
