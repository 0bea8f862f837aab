"""The modules of a conversation: every type with its count, and what could not be had."""

from __future__ import annotations

from typing import Any

from explorer.api.errors import ApiError, ServerError
from explorer.api.exchange import Response
from explorer.api.models import ModuleType, StoredModule, Unreadable
from explorer.tui.browse.editor import ModuleEditorScreen
from explorer.tui.browse.module_rows import Beside, rows_of
from explorer.workbench.shelves import ModuleShelf, Shelf


def shelf(**parts: Any) -> ModuleShelf:
    """A conversation's modules; what is not given is there and empty."""
    return ModuleShelf("s", "c", {kind: parts.get(kind.name, Shelf(kind)) for kind in ModuleType})


def failed(kind: ModuleType, message: str, status: int = 500) -> Shelf:
    return Shelf(kind, error=ServerError(message, operation_id=f"List{kind.name}", status=status))


def texts(rows: Any) -> list[str]:
    return [f"{row.text}{row.detail}" for row in rows]


def test_every_type_is_shown_with_its_count() -> None:
    kind = ModuleType.GLANCE
    some = Shelf(kind, (StoredModule(key="a"), Unreadable({}, "no key"), StoredModule(key="b")))
    drafts = {("chat:glance", "b"), ("chat:webhook+new", "")}
    rows = rows_of(shelf(GLANCE=some), Beside(drafts=drafts))
    assert texts(rows) == [
        "chat:actionTarget  0",
        "chat:bot  0",
        "chat:bot:messages  0",
        "chat:dialog  0",
        "chat:externalPage  0",
        "chat:glance  3",
        "a",
        "no key",
        "b  draft",
        "chat:sidebar  0",
        "chat:webhook  0  new draft",
    ]


def test_types_that_a_server_does_not_have_are_one_quiet_sentence() -> None:
    lacking = {
        kind.name: Shelf(kind, lacking=True) for kind in (ModuleType.GLANCE, ModuleType.WEBHOOK)
    }
    rows = rows_of(shelf(**lacking))
    assert len(rows) == 7
    assert rows[-1].text == "This server does not have these types: glance, webhook."
    assert (rows[-1].style, rows[-1].remark, rows[-1].type) == ("muted", True, None)


def test_what_went_wrong_with_all_is_said_once() -> None:
    all_failed = shelf(**{kind.name: failed(kind, "it fell") for kind in ModuleType})
    rows = rows_of(all_failed)
    assert [row.style for row in rows] == ["error"] + ["title"] * 8
    assert "it fell" in rows[0].text
    missing = Shelf(ModuleType.WEBHOOK, lacking=True)
    rows = rows_of(ModuleShelf("s", "c", {**all_failed.shelves, ModuleType.WEBHOOK: missing}))
    assert [row.style for row in rows] == ["error"] + ["title"] * 7 + ["muted"]


def test_what_went_wrong_with_some_is_said_where_it_did() -> None:
    some = shelf(BOT=failed(ModuleType.BOT, "a"), GLANCE=failed(ModuleType.GLANCE, "a"))
    rows = rows_of(some, Beside(again="(x tries again)"))
    said = [(str(row.type), row.text) for row in rows if row.style == "error"]
    assert [kind for kind, _ in said] == ["chat:bot", "chat:glance"]
    assert said[0][1].startswith("ListBOT: 500 Server error: a.")
    assert said[0][1].endswith("  (x tries again)")
    errors: dict[str, Shelf] = {
        kind.name: Shelf(kind, error=ApiError(f"reason {kind}")) for kind in ModuleType
    }
    assert sum(row.style == "error" for row in rows_of(shelf(**errors))) == 8


class TestOnScreen:
    async def test_modules_of_the_newer_types_are_edited_like_the_others(
        self, open_app: Any
    ) -> None:
        async with open_app() as stage:
            await stage.open("Incident 42")
            pane = stage.browse.modules
            rows = pane.list.source.rows
            heads = {
                str(row.type): row.detail.strip()
                for row in rows
                if row.type and row.style == "title"
            }
            assert heads == {
                "chat:actionTarget": "13",
                "chat:bot": "1",
                "chat:bot:messages": "2",
                "chat:dialog": "4",
                "chat:externalPage": "2",
                "chat:glance": "2",
                "chat:sidebar": "1",
                "chat:webhook": "2",
            }
            pane.list.focus()
            pane.list.cursor = next(i for i, row in enumerate(rows) if row.key == "who-is-here")
            await stage.press("enter")
            await stage.until(lambda: isinstance(stage.app.screen, ModuleEditorScreen))
            field = stage.app.screen.query_one("#editor-text")
            field.text = field.text.replace("roster:updates", "roster")
            await stage.sees("event: must be 'conversation:updates' or 'roster:updates'")
            field.text = field.text.replace('"roster"', '"conversation:updates"')
            await stage.sees("Valid as chat:webhook.")
            await stage.press("f2")
            await stage.hears("This is what will change")
            await stage.press("f2")
            await stage.hears("who-is-here is saved.")

    async def test_a_failure_of_everything_is_one_row_and_enter_tries_again(
        self, open_app: Any, wire: Any
    ) -> None:
        failing = True

        def fall(request: Any) -> Response | None:
            listed = "/app/module/" in request.target and failing
            return Response(500, "", (), b'{"message": "shelves fell"}') if listed else None

        wire.spoil = fall
        async with open_app(transport=wire) as stage:
            await stage.open("Lunch")
            rows = stage.browse.modules.list.source.rows
            assert [row.remark for row in rows] == [True] + [False] * 8
            failing = False
            await stage.press("3", "enter")
            await stage.loses("shelves")
            await stage.sees("chat:actionTarget  2")
