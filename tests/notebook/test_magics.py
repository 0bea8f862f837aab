"""`%stride` in a shell: what it gives, shows, keeps and offers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell

from explorer.api.errors import NotFound
from explorer.api.exchange import Exchange
from explorer.api.models.conversations import Conversation
from explorer.api.models.modules import TEMPLATES, ModuleType
from explorer.api.operations import ListConversations
from explorer.notebook import connect
from explorer.sandbox.server import Sandbox


@pytest.fixture
def shell() -> Iterator[InteractiveShell]:
    made = InteractiveShell()
    made.run_line_magic("load_ext", "explorer.notebook")
    yield made
    made.history_manager.end_session()
    InteractiveShell.clear_instance()


def run(shell: InteractiveShell, cell: str) -> Any:
    """The value of a cell; it succeeds."""
    done = shell.run_cell(cell)
    done.raise_error()
    return done.result


def test_a_line_gives_the_typed_answer(shell: InteractiveShell) -> None:
    page = run(shell, "page = %stride ListConversations limit=3\npage")
    assert len(page.items) == 3
    assert isinstance(page.items[0], Conversation)
    assert shell.user_ns["page"] is page
    exchange = run(shell, "%stride conversationgetallhandler limit=3 --exchange")
    assert isinstance(exchange, Exchange)
    assert exchange.status == 200


def test_python_values_go_into_a_line_and_a_body_stands_below(shell: InteractiveShell) -> None:
    run(shell, "found = %stride ListConversations query=incident\nroom = found.items[0]")
    sent = run(
        shell, "%%stride SendMessage conversationId={room.id} --to sent\n**Hello**, from a cell\n"
    )
    assert shell.user_ns["sent"] is sent
    message = run(shell, "%stride GetMessage conversationId={room.id} messageId={sent.id}")
    assert message.text == "Hello, from a cell"


def test_what_has_no_answer_shows_that_it_was_done(shell: InteractiveShell) -> None:
    found = run(shell, "page = %stride ListConversations query=incident\npage")
    room = found.items[0].id
    done = run(
        shell,
        f"%%stride PutGlance conversationId={room} key=nbx\n"
        f"{json.dumps(TEMPLATES[ModuleType.GLANCE] | {'key': 'nbx'})}",
    )
    assert isinstance(done, Exchange)
    assert done.ok


def test_what_is_called_stands_in_the_journal(shell: InteractiveShell) -> None:
    from explorer.notebook import desks

    run(shell, "%stride ListConversations query=launch")
    (workbench,) = desks._of_targets.values()
    workbench.journal.flush()
    entry = next(iter(workbench.journal.search("query=launch")))
    assert (entry.operation_id, entry.view) == (ListConversations.operation_id, "magic")


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("%stride", "Name an operation"),
        ("%stride ListConversation", "Did you mean ListConversations?"),
        ("%stride ListConversations limit=500", "limit: must be at most 75."),
        ("%stride ListConversations lmit=5", "Perhaps 'limit' is meant"),
        ("%stride ListConversations limit='5", "cannot be read"),
        ("%stride ListConversations --profile none", "none"),
    ],
)
def test_what_is_wrong_is_one_sentence(
    shell: InteractiveShell, cell: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not shell.run_cell(cell).success
    told = capsys.readouterr()
    assert told.err.startswith("UsageError: ")
    assert said in told.err
    assert told.err.count("\n") == 1
    assert "Traceback" not in told.out


def test_a_failed_call_is_shown_as_itself_and_stops_what_follows(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    done = shell.run_cell("%stride GetConversation conversationId=none")
    assert isinstance(done.error_in_exec, NotFound)
    told = capsys.readouterr().out
    assert "ConversationGetHandler: 404 Not found" in told
    assert "Traceback" not in told
    # The same for what a cell calls by itself.
    shell.run_cell(
        "from explorer.notebook import connect\nconnect().conversations.get(conversation_id='none')"
    )
    told = capsys.readouterr().out
    assert "404 Not found" in told
    assert "Traceback" not in told


def test_help_shows_the_parameters_and_sends_nothing(
    shell: InteractiveShell, sandbox: Sandbox
) -> None:
    before = len(sandbox.requests())
    found = run(shell, "%stride SendMessage --help")
    assert "conversationId" in found.to_markdown()
    assert len(sandbox.requests()) == before


def test_tab_completes_in_the_shell(shell: InteractiveShell) -> None:
    def offered(line: str) -> list[str]:
        with provisionalcompleter():
            return [each.text for each in shell.Completer.completions(line, len(line))]

    assert "ListConversations" in offered("%stride ListConv")
    assert offered("page = %stride ListConversations li") == ["limit="]
    assert offered("%%stride ListConversations sort=d") == ["desc"]
    assert offered("%stride ListConversations --unch") == ["--unchecked"]


async def test_it_works_where_a_loop_runs_already(sandbox: Sandbox) -> None:
    # As in a kernel, whose cells run on a loop.
    assert asyncio.get_running_loop()
    assert len(connect().conversations.list(limit=2).items) == 2
