"""The details of a conversation: fields, people and their names, and what is done to it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from explorer.api.exchange import Response
from explorer.api.operations import (
    CreateConversation,
    GetConversation,
    ListConversations,
    ListRoster,
    UpdateRoster,
)
from explorer.tui.browse.details import DetailsScreen
from explorer.tui.widgets.confirm import ConfirmScreen
from explorer.tui.widgets.form_dialog import FormDialog


async def show(stage: Any, title: str = "Incident 42") -> DetailsScreen:
    """Open the details of a conversation of the list."""
    pane = stage.browse.conversations
    listed = pane.listed
    titles = [getattr(listed.item(index), "title", "") for index in range(len(listed))]
    pane.list.cursor = next(i for i, each in enumerate(titles) if each.startswith(title))
    await stage.press("d")
    await stage.until(lambda: isinstance(stage.app.screen, DetailsScreen))
    await stage.quiet()
    found = stage.app.screen
    assert isinstance(found, DetailsScreen)
    await stage.quiet()
    return found


async def answer(stage: Any, key: str) -> None:
    """Answer a question."""
    await stage.until(lambda: isinstance(stage.app.screen, ConfirmScreen))
    await stage.press(key)


@pytest.mark.parametrize(
    "size", [(80, 24), (120, 40), (200, 60)], ids=["80x24", "120x40", "200x60"]
)
async def test_the_details_of_a_conversation(
    open_app: Any, size: tuple[int, int], screen_matches: Any
) -> None:
    async with open_app(size=size, embedded=True) as stage:
        screen = await show(stage)
        # Its link names the port.
        screen.conversation = screen.conversation.model_copy(update={"links": None})
        screen._show()
        await stage.press("tab")
        assert "ConversationRosterGetHandler  GET /site/" in stage.text
        # How many calls there were is chance.
        stage.workbench.standing.rate = None
        stage.app.status_changed.publish(None)
        await stage.quiet()
        screen_matches(stage.app)
        await stage.press("escape")
        assert stage.app.screen is stage.browse


async def test_every_field_is_shown(open_app: Any, other: Any) -> None:
    async with open_app() as stage:
        screen = await show(stage)
        now = other.send(GetConversation(conversation_id=screen.conversation.id))
        names = {row[0] for row in screen.fields.source._rows}
        assert names == set(now.model_dump(by_alias=True))
        assert now.id in stage.text


async def test_of_a_field_and_of_a_person_more_than_the_text_is_copied(
    open_app: Any, system_clipboard: list[str]
) -> None:
    async with open_app(size=(120, 40)) as stage:
        screen = await show(stage)
        names = [row[0] for row in screen.fields.source._rows]
        screen.fields.cursor = names.index("isArchived")
        await stage.press("Y")
        await stage.sees("field as JSON: ")
        await stage.press("j", "enter")
        await stage.until(lambda: system_clipboard)
        assert system_clipboard == ['{\n  "isArchived": false\n}']
        await stage.press("2", "Y")
        await stage.sees("REST address: ")


class TestPeople:
    async def test_names_come_from_the_directory_each_asked_for_once(
        self, open_app: Any, wire: Any
    ) -> None:
        async with open_app(transport=wire) as stage:
            screen = await show(stage)
            people = screen.people
            assert all(
                stage.workbench.known_name(people.person(i)) != people.person(i)
                for i in range(len(people))
            )
            users = [each for each in wire.asked if "/Users/" in each]
            assert len(users) == len(set(users)) <= len(people)
            wire.asked.clear()
            await stage.press("escape")
            await show(stage)
            assert not [each for each in wire.asked if "/Users/" in each]

    async def test_only_those_in_view_are_asked_for_and_eight_at_a_time(
        self, open_app: Any, other: Any, wire: Any
    ) -> None:
        people = [f"557058:0000{number:04}-0000-4000-8000-000000000000" for number in range(75)]
        under_way: set[Any] = set()
        most = 0

        def roster(request: Any) -> Response | None:
            if "/roster" not in request.target:
                return None
            ids = ", ".join(f'"{each}"' for each in people)
            return Response(200, "", (), f'{{"values": [{ids}], "limit": 75}}'.encode())

        async def pass_by(request: Any) -> None:
            under_way.discard(request.target)

        def hold(request: Any) -> Any:
            return pass_by(request) if "/Users/" in request.target else None

        def spoil(request: Any) -> Response | None:
            nonlocal most
            if "/Users/" in request.target:
                under_way.add(request.target)
                most = max(most, len(under_way))
            return roster(request)

        wire.spoil, wire.hold = spoil, hold
        async with open_app(transport=wire, size=(120, 40)) as stage:
            screen = await show(stage)
            asked = len([each for each in wire.asked if "/Users/" in each])
            assert asked <= 3 * screen.roster.size.height < 75 + 3 * 40
            assert most <= 8

    async def test_a_server_without_a_directory_leaves_the_ids(
        self, open_app: Any, wire: Any
    ) -> None:
        gone = Response(404, "", (), b'{"code": 404, "message": "no such path"}')
        wire.spoil = lambda request: gone if "/Users/" in request.target else None
        async with open_app(transport=wire) as stage:
            screen = await show(stage)
            assert screen.people.person(0) in stage.text
            users = [each for each in wire.asked if "/Users/" in each]
            assert len(users) <= 10

    async def test_an_error_is_said_and_tried_again(self, open_app: Any, wire: Any) -> None:
        body = b'{"code": 500, "message": "broken"}'
        wire.spoil = lambda r: Response(500, "", (), body) if "/roster" in r.target else None
        async with open_app(transport=wire) as stage:
            await show(stage)
            await stage.sees("r tries again")
            assert "broken" in stage.text
            wire.spoil = lambda request: None
            await stage.press("r")
            await stage.sees("Grace Mbeki")

    async def test_more_that_fail_are_said_and_asked_for_again_by_scrolling(
        self, open_app: Any, wire: Any
    ) -> None:
        broken = True

        def spoil(request: Any) -> Response | None:
            if "/roster" not in request.target:
                return Response(404, "", (), b"{}") if "/Users/" in request.target else None
            if "start=75" not in request.target:
                ids = [f"557058:0000{number:04}-0000-4000" for number in range(75)]
                return Response(200, "", (), json.dumps({"values": ids, "limit": 75}).encode())
            if broken:
                return Response(500, "", (), b'{"code": 500, "message": "broken"}')
            return Response(200, "", (), b'{"values": ["the-last-one"], "limit": 75}')

        wire.spoil = spoil
        async with open_app(transport=wire) as stage:
            screen = await show(stage)
            await stage.press("2", "end")
            await stage.until(lambda: "scrolling on tries again" in screen.roster.error_text)
            broken = False
            await stage.press("up")
            await stage.until(lambda: screen.people.feed.count == 76)
            assert screen.roster.error_text == ""

    async def test_one_is_added_from_a_list_of_names(self, open_app: Any, other: Any) -> None:
        made = other.send(CreateConversation(name="Aa empty"))
        async with open_app() as stage:
            await show(stage, "Aa empty")
            await stage.press("a")
            await stage.sees("Grace Mbeki")
            await stage.write("grace")
            await stage.press("enter")
            await stage.until(lambda: isinstance(stage.app.screen, FormDialog))
            assert "PatchRosterHandler" in stage.text
            await stage.press("f2")
            await stage.until(lambda: isinstance(stage.app.screen, DetailsScreen))
            await stage.sees("Grace Mbeki")
        roster = other.send(ListRoster(conversation_id=made.id)).values
        assert len(roster) == 2

    async def test_one_is_taken_out(self, open_app: Any, other: Any) -> None:
        async with open_app() as stage:
            screen = await show(stage)
            before = list(other.send(ListRoster(conversation_id=screen.conversation.id)).values)
            await stage.press("x")
            await stage.hears("Choose a person of the roster first.")
            await stage.press("tab", "down")
            gone = screen.people.person(1)
            await stage.press("x")
            await answer(stage, "n")
            await stage.press("x")
            await stage.sees("PatchRosterHandler")
            await answer(stage, "y")
            await stage.hears("is no longer in it.")
            await stage.quiet()
        now = list(other.send(ListRoster(conversation_id=screen.conversation.id)).values)
        assert now == [each for each in before if each != gone]

    async def test_taking_oneself_out_is_said_to_be_that(self, open_app: Any) -> None:
        async with open_app() as stage:
            screen = await show(stage)
            people = [screen.people.person(row) for row in range(len(screen.people))]
            await stage.press("tab")
            screen.roster.cursor = people.index((await stage.workbench.me()).account_id)
            await stage.press("x")
            await stage.sees("Take Harbor (you) out of")
            await answer(stage, "n")

    async def test_enter_opens_the_direct_conversation(self, open_app: Any) -> None:
        async with open_app() as stage:
            await show(stage)
            await stage.press("tab", "down", "enter")
            await stage.until(lambda: stage.browse.thread.conversation is not None)
            assert stage.browse.thread.conversation.is_direct

    async def test_adding_one_the_server_refuses_keeps_what_is_typed(
        self, open_app: Any, wire: Any
    ) -> None:
        async with open_app(transport=wire) as stage:
            await show(stage)
            await stage.press("a")
            await stage.sees("Enter chooses")
            await stage.press("escape")
            await stage.until(lambda: isinstance(stage.app.screen, FormDialog))
            await stage.write("557058:nobody")
            body = b'{"code": 400, "message": "add names a user that is not there"}'
            wire.spoil = lambda r: Response(400, "", (), body) if r.method == "PATCH" else None
            await stage.press("f2")
            await stage.sees("is not there")
            assert stage.app.screen.box("add").text == "557058:nobody"


class TestArchive:
    async def test_it_is_archived_and_taken_out_again(self, open_app: Any, other: Any) -> None:
        async with open_app() as stage:
            screen = await show(stage, "Lunch")
            await stage.press("X")
            await stage.sees("ConversationArchivePutHandler")
            await answer(stage, "y")
            await stage.until(lambda: screen.conversation.is_archived)
            await stage.quiet()
            await stage.sees(", archived")
            await stage.press("X")
            await answer(stage, "y")
            await stage.until(lambda: not screen.conversation.is_archived)
        page = other.send(ListConversations(query="Lunch"))
        assert [each.is_archived for each in page.values] == [False]

    async def test_another_server_than_a_sandbox_wants_the_name(self, open_app: Any) -> None:
        async with open_app() as stage:
            await show(stage, "Lunch")
            # Every answer of this one says that it is a sandbox.
            stage.workbench.standing.sandbox = False
            await stage.press("X")
            await stage.sees("Type Lunch to go on")
            await stage.write("Lunch\n")
            await stage.hears("Lunch is archived.")


async def test_a_change_shows_in_details_and_list(open_app: Any) -> None:
    async with open_app() as stage:
        await show(stage, "Lunch")
        await stage.press("e")
        await stage.until(lambda: isinstance(stage.app.screen, FormDialog))
        await stage.press("end", *"eon", "f2")
        await stage.sees("Details  ·  Luncheon")
        await stage.press("escape")
        await stage.sees("# Luncheon")


async def test_a_roster_someone_else_changes_is_read_again(open_app: Any, other: Any) -> None:
    async with open_app() as stage:
        screen = await show(stage)
        room, last = screen.conversation.id, screen.people.person(0)
        other.send(UpdateRoster(conversation_id=room, remove=[last]))
        count = len(screen.people)
        await stage.press("r")
        await stage.until(lambda: len(screen.people or ()) == count - 1)
