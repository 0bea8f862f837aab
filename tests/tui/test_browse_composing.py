"""Writing in four ways, with a preview and completion; changing and deleting what was sent."""

from __future__ import annotations

import json
from typing import Any

import pytest

from explorer.api.exchange import Response
from explorer.api.operations import ListMessages, SendMessage
from explorer.workbench.ways import Way


def last_text(other: Any, stage: Any) -> str:
    call = ListMessages(conversation_id=stage.browse.thread.conversation.id)
    return str(other.send(call).messages[-1].text)


async def at_own_message(stage: Any, text: str) -> None:
    """Send a message, and put the cursor on it."""
    await stage.press("c")
    await stage.write(text)
    await stage.press("ctrl+d")
    await stage.sees("· you")
    await stage.quiet()
    await stage.press("escape", "end")


class TestPreview:
    async def test_it_follows_the_text(self, open_app: Any) -> None:
        async with open_app() as stage:
            await stage.open("Lunch")
            await stage.press("c", "f3")
            await stage.write("# Head")
            await stage.sees("│ Head")
            await stage.write("\n- one\n- two")
            await stage.sees("• two")
            await stage.press("f3")
            await stage.loses("• two")
            assert stage.browse.thread.composer.text == "# Head\n- one\n- two"

    async def test_json_that_is_no_document_yet_leaves_it(self, open_app: Any) -> None:
        async with open_app() as stage:
            await stage.open("Lunch")
            await stage.press("c", *"soup", "f3", "f4")
            await stage.sees("│ soup")
            await stage.write("x")
            await stage.sees("not JSON")
            assert "│ soup" in stage.text


class TestCompletion:
    async def test_a_person_by_a_part_of_the_name(self, open_app: Any, other: Any) -> None:
        async with open_app() as stage:
            await stage.open("Incident 42")
            await stage.press("c")
            await stage.write("thanks @mbek")
            await stage.sees("@Grace Mbeki\n" if False else "@Grace Mbeki")
            await stage.press("tab")
            assert stage.browse.thread.composer.text == "thanks @Grace Mbeki "
            await stage.press("ctrl+d")
            await stage.quiet()
            call = ListMessages(conversation_id=stage.browse.thread.conversation.id)
            body = other.send(call).messages[-1].body
            assert '"mention"' in json.dumps(body)

    async def test_those_who_have_not_spoken_are_offered_too(
        self, open_app: Any, wire: Any
    ) -> None:
        async with open_app(transport=wire) as stage:
            await stage.open("Lunch")
            await stage.press("c", *"hi", "space", "@")
            await stage.quiet()
            assert sum("/roster" in asked for asked in wire.asked) == 1
            await stage.press("backspace", "@")
            await stage.quiet()
            assert sum("/roster" in asked for asked in wire.asked) == 1
            assert "@all" in stage.text

    @pytest.mark.parametrize(
        ("keymap", "keys"),
        [
            ({}, ("down", "enter")),
            ({"completion.next": "f7", "completion.take": "f10"}, ("f7", "f10")),
        ],
        ids=["arrows", "remapped"],
    )
    async def test_an_emoji_is_chosen_by_keys(
        self, open_app: Any, keymap: dict[str, str], keys: tuple[str, ...]
    ) -> None:
        async with open_app(keymap=keymap) as stage:
            await stage.open("Lunch")
            await stage.press("c")
            await stage.write("yes :thumbs")
            await stage.sees("👍 :thumbsup:")
            await stage.press(*keys)
            assert stage.browse.thread.composer.text == "yes :thumbsdown: "
            assert ":thumbsup:" not in stage.text

    async def test_escape_offers_nothing_more_and_stays(self, open_app: Any) -> None:
        async with open_app() as stage:
            await stage.open("Lunch")
            await stage.press("c")
            await stage.write(":tad")
            await stage.sees("🎉 :tada:")
            await stage.press("escape")
            await stage.loses("🎉 :tada:")
            assert stage.browse.thread.composer.has_focus
            await stage.press("escape")
            assert stage.browse.thread.list.has_focus

    async def test_a_new_line_is_one_where_nothing_is_offered(self, open_app: Any) -> None:
        async with open_app() as stage:
            await stage.open("Lunch")
            await stage.press("c")
            await stage.write("a@b 10:30\nx")
            assert stage.browse.thread.composer.text == "a@b 10:30\nx"


class TestWays:
    async def test_as_document_json(self, open_app: Any, other: Any) -> None:
        async with open_app() as stage:
            await stage.open("Lunch")
            await stage.press("c")
            await stage.write("**now**")
            await stage.press("f4")
            composer = stage.browse.thread.composer
            document = json.loads(composer.text)
            assert document["content"][0]["content"][0]["marks"] == [{"type": "strong"}]
            composer.text = composer.text.replace('"strong"', '"stronk"')
            await stage.sees("line 13")
            await stage.press("ctrl+d")
            await stage.hears("This is no document: line 13")
            assert composer.cursor_location[0] == 12
            composer.text = composer.text.replace('"stronk"', '"em"')
            await stage.press("ctrl+d")
            await stage.quiet()
            assert last_text(other, stage) == "now"
            assert (composer.text, stage.browse.thread.writing._way) == ("", Way.DOCUMENT)

    async def test_as_text_it_is_what_it_is(self, open_app: Any, other: Any, wire: Any) -> None:
        async with open_app(transport=wire) as stage:
            await stage.open("Lunch")
            await stage.press("c")
            await stage.write("**now**")
            await stage.press("f4", "f4", "f4")
            await stage.sees("Plain text.")
            await stage.press("ctrl+d")
            await stage.quiet()
            assert last_text(other, stage) == "**now**"

    async def test_the_way_outlives_the_app(self, open_app: Any) -> None:
        async with open_app() as stage:
            await stage.open("Lunch")
            await stage.press("c")
            await stage.write("soup")
            await stage.press("f4")
            kept = stage.browse.thread.composer.text
            assert kept.startswith("{")
        async with open_app() as stage:
            await stage.open("Lunch")
            assert stage.browse.thread.composer.text == kept
            assert "Document JSON" in stage.text
            await stage.press("c", "f4", "f4", "f4")
            assert stage.browse.thread.composer.text == "soup"


class TestChanging:
    async def test_an_own_message_gets_another_text(self, open_app: Any, other: Any) -> None:
        async with open_app() as stage:
            await stage.open("Lunch")
            await at_own_message(stage, "soup")
            await stage.press("c", *"draft", "escape", "E")
            composer = stage.browse.thread.composer
            assert composer.text == "soup"
            await stage.sees("Changing a message")
            await stage.write("s")
            await stage.press("ctrl+d")
            await stage.sees("  soups")
            await stage.quiet()
            assert last_text(other, stage) == "soups"
            assert composer.text == "draft"
            assert "Changing" not in stage.text

    async def test_a_change_that_is_refused_stays_in_the_field(
        self, open_app: Any, wire: Any
    ) -> None:
        def refuse(request: Any) -> Response | None:
            return Response(403, body=b'{"message": "no"}') if request.method == "PUT" else None

        async with open_app(transport=wire) as stage:
            await stage.open("Lunch")
            await at_own_message(stage, "soup")
            wire.spoil = refuse
            await stage.press("E", "!", "ctrl+d")
            await stage.hears("no")
            await stage.quiet()
            assert stage.browse.thread.composer.text == "soup!"
        async with open_app() as stage:
            await stage.open("Lunch")
            assert stage.browse.thread.composer.text == "soup!"
            assert "Changing a message" in stage.text
            await stage.press("c", "f8")
            assert stage.browse.thread.composer.text == ""
            assert not stage.workbench.drafts.list()

    async def test_what_markdown_has_no_words_for_is_changed_as_json(
        self, open_app: Any, other: Any
    ) -> None:
        async with open_app() as stage:
            await stage.open("Lunch")
            content = [
                {
                    "type": "panel",
                    "attrs": {"panelType": "note"},
                    "content": [
                        {"type": "paragraph", "content": [{"type": "text", "text": "careful"}]}
                    ],
                }
            ]
            document = {"version": 1, "type": "doc", "content": content}
            room = stage.browse.thread.conversation.id
            other.send(SendMessage(conversation_id=room, content=document))
            await stage.press("r")
            await stage.quiet()
            await stage.press("end", "E")
            assert json.loads(stage.browse.thread.composer.text) == document

    async def test_someone_elses_cannot_be_changed(self, open_app: Any) -> None:
        async with open_app() as stage:
            await stage.open("Incident 42")
            thread = stage.browse.thread
            place = next(
                at for at, it in enumerate(thread.list.source.items) if it.sender_id != thread.me
            )
            thread.list.cursor = place
            await stage.press("E")
            await stage.hears("Only your own messages")
            await stage.press("D")
            await stage.hears("Only your own messages can be deleted")


class TestDeleting:
    async def test_it_can_be_undone_before_the_call(self, open_app: Any, wire: Any) -> None:
        async with open_app(transport=wire) as stage:
            await stage.open("Lunch")
            await at_own_message(stage, "soup")
            await stage.press("D")
            await stage.sees("Delete your message “soup” for everyone?")
            await stage.press("y")
            await stage.sees("keeps it")
            await stage.press("z")
            await stage.hears("It is kept.")
            await stage.loses("deleted in a moment")
            assert "  soup" in stage.text
        assert not any(asked.startswith("DELETE") for asked in wire.asked)

    async def test_a_no_deletes_nothing(self, open_app: Any, wire: Any) -> None:
        async with open_app(transport=wire) as stage:
            await stage.open("Lunch")
            await at_own_message(stage, "soup")
            await stage.press("D")
            await stage.sees("for everyone?")
            await stage.press("n")
            await stage.quiet()
        assert not any(asked.startswith("DELETE") for asked in wire.asked)

    async def test_after_the_moment_it_is_gone(
        self, open_app: Any, other: Any, monkeypatch: Any
    ) -> None:
        monkeypatch.setattr("explorer.workbench.own_messages.GRACE", 0.01)
        async with open_app() as stage:
            await stage.open("Lunch")
            await at_own_message(stage, "soup")
            await stage.press("D")
            await stage.sees("for everyone?")
            await stage.press("y")
            await stage.loses("  soup")
            await stage.quiet()
            assert last_text(other, stage) != "soup"

    async def test_one_that_is_refused_stays_and_says_why(
        self, open_app: Any, wire: Any, monkeypatch: Any
    ) -> None:
        def refuse(request: Any) -> Response | None:
            refused = Response(403, body=b'{"message": "not [b]yours"}')
            return refused if request.method == "DELETE" else None

        monkeypatch.setattr("explorer.workbench.own_messages.GRACE", 0.01)
        wire.spoil = refuse
        async with open_app(transport=wire) as stage:
            await stage.open("Lunch")
            await at_own_message(stage, "soup")
            await stage.press("D")
            await stage.sees("for everyone?")
            await stage.press("y")
            await stage.sees("not deleted:")
            assert "  soup" in stage.text
