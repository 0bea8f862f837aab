"""A server that means harm: nothing it says is obeyed, lost or able to end the app."""

from __future__ import annotations

import dataclasses
import json
import re
from typing import Any

import pytest
from textual.widgets import TextArea

from explorer.api.exchange import Response
from explorer.tui.browse.editor import ModuleEditorScreen
from explorer.workbench.module_text import pretty

ESC = "\x1b[31m\x1b]0;owned\x07"
CLIPBOARD = "\x1b]52;c;b3duZWQ=\x07"
LINK = "\x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\"
C1 = "\x9b31m\x90q\x9c"
BIDI = "\u202egnp.exe\u2066"
MARKUP = "[red]r[/red][/][@click=app.quit]q[/]"
FLOOD = "e" + "\u0301" * 400
WIDE = "漢" * 200
BREAKS = "one\r\ntwo\tthree\x0bfour\x0cfive\x85six\u2028seven"
EVERYTHING = ESC + CLIPBOARD + LINK + C1 + BIDI + MARKUP + BREAKS

HOSTILE = [
    pytest.param(ESC + CLIPBOARD + LINK + C1 + BIDI + BREAKS, id="acting"),
    pytest.param(MARKUP, id="markup"),
    pytest.param(FLOOD + WIDE, id="flood"),
    pytest.param("x" * 50_000, id="long"),
]

CONTROL = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_OURS = re.compile(r"\x1b\[[0-9;]*[mH]|\x1b\]8;[^\x1b\x07]*\x1b\\")


def written(app: Any) -> str:
    """What a driver writes to the terminal for the whole screen, without our own sequences."""
    update = app.screen._compositor.render_update(full=True)
    return _OURS.sub("", update.render_segments(app.console))


def harmless(stage: Any) -> None:
    found = CONTROL.search(written(stage.app))
    assert found is None, repr(found)


def evil(text: str, said: str = "") -> Any:
    """Answers of a server all of whose words are a text, a message's another one if it is given."""
    room = {"id": "room", "name": text, "topic": text, "type": "group", "cloudId": "site"}
    document = {
        "version": 1,
        "type": "doc",
        "content": [
            {"type": "paragraph", "content": [{"type": "text", "text": said or text}]},
            {
                "type": "paragraph",
                "content": [
                    {
                        "type": "text",
                        "text": text,
                        "marks": [{"type": "link", "attrs": {"href": f"https://a.example/{text}"}}],
                    },
                    {"type": "mention", "attrs": {"id": "u", "text": text}},
                    {"type": "emoji", "attrs": {"shortName": text, "text": text}},
                ],
            },
            {
                "type": "codeBlock",
                "attrs": {"language": text},
                "content": [{"type": "text", "text": text}],
            },
            {"type": text, "content": []},
            {
                "type": "applicationCard",
                "attrs": {
                    "text": text,
                    "title": {"text": text},
                    "description": {"text": text},
                    "details": [{"title": text, "badge": {"value": 1, "max": 9}}],
                },
            },
        ],
    }
    message = {"id": "m", "body": document, "sender": {"id": "u"}, "ts": "2026-06-15T10:00:00Z"}
    module = {"key": text, "title": {"value": text}, "url": "/x", "name": text}
    user = {"id": "u", "displayName": text, "nickName": text, "userName": text}
    answers = {
        r"/site/": {
            "sites": [{"id": "site", "name": text}],
            "values": [{"id": "site", "name": text}],
        },
        r"/site/[^/]+/conversation": {"values": [room], "limit": 75},
        r".*/message": {"messages": [message, {"id": 7, "body": text}]},
        r".*/app/module/.*": {"values": [module, {"key": 7, "why": text}], "limit": 75},
        r".*/Users/.*": user,
        r"/me": {"account_id": "me", "name": text},
        r"/oauth/token": {"access_token": "t", "expires_in": 3600, "token_type": "Bearer"},
    }

    def spoil(request: Any) -> Response | None:
        path = request.target.partition("?")[0]
        for pattern, body in answers.items():
            if re.fullmatch(pattern, path):
                content = json.dumps(body).encode()
                return Response(200, "", (("Content-Type", "application/json"),), content)
        return Response(404, text.encode("ascii", "ignore").decode(), (), b"{}")

    return spoil


@pytest.mark.parametrize("text", HOSTILE)
async def test_words_of_a_server_are_shown_and_not_obeyed(
    open_app: Any, wire: Any, text: str
) -> None:
    wire.spoil = evil(text)
    async with open_app(transport=wire, size=(80, 24)) as stage:
        harmless(stage)
        await stage.press("enter")
        await stage.until(lambda: stage.browse.thread.conversation is not None)
        await stage.quiet()
        harmless(stage)
        assert len(stage.browse.thread.list.source) == 2
        for key in ("home", "pagedown", "slash", "a", "escape", "3", "down"):
            await stage.press(key)
            harmless(stage)
        await stage.press("enter")
        await stage.quiet()
        harmless(stage)
        if isinstance(stage.app.screen, ModuleEditorScreen):
            await stage.press("f3")
            harmless(stage)
            await stage.press("escape")
        await stage.press("ctrl+p")
        stage.app.screen.query_one("CommandInput").value = "room"
        await stage.quiet()
        harmless(stage)


async def test_a_line_of_a_million_characters_is_read_to_its_end(open_app: Any, wire: Any) -> None:
    wire.spoil = evil("room", "y" * 1_000_000 + " the end")
    async with open_app(transport=wire, size=(80, 24)) as stage:
        await stage.press("enter")
        await stage.quiet()
        await stage.press("home")
        assert "yyyy" in stage.text
        await stage.press("slash", "e", "n", "d", "enter")
        await stage.sees("the end")
        harmless(stage)


@pytest.mark.parametrize("text", HOSTILE)
async def test_words_of_an_error_are_shown_and_not_obeyed(
    open_app: Any, wire: Any, text: str
) -> None:
    body = json.dumps({"code": 400, "message": text}).encode()

    def spoil(request: Any) -> Response | None:
        odd = (("X-Request-Id", "\x1b[31m"), ("Content-Type", "application/json"))
        return Response(400, "Bad", odd, body) if "/site/" in request.target else None

    async with open_app(transport=wire) as stage:
        await stage.open("Lunch")
        wire.spoil = spoil
        for keys in (("1", "r"), ("2", "r"), ("3", "r"), ("c", "x", "ctrl+d")):
            await stage.press(*keys)
            await stage.quiet()
            harmless(stage)
        assert "400" in stage.text


async def test_what_is_typed_in_the_editor_is_not_obeyed_either(open_app: Any) -> None:
    async with open_app() as stage:
        await stage.open("Incident 42")
        await stage.press("3", "down", "enter")
        area = stage.app.screen.query_one(TextArea)
        area.text = json.dumps({"key": EVERYTHING, MARKUP: 1}) + EVERYTHING
        await stage.press("f3")
        await stage.until(lambda: "line 1" in stage.text)
        harmless(stage)
        await stage.press("f2")
        await stage.quiet()
        harmless(stage)


async def test_what_is_pasted_into_a_message_is_kept_and_shows_without_acting(
    open_app: Any,
) -> None:
    async with open_app() as stage:
        await stage.open("Lunch")
        await stage.press("c")
        composer = stage.browse.thread.composer
        composer.insert(C1 + BIDI)
        await stage.pilot.pause()
        harmless(stage)
        assert "\ufffd31m" in stage.text
        assert composer.text == C1 + BIDI


def test_a_module_with_acting_characters_is_edited_as_escapes() -> None:
    value = {"key": EVERYTHING + "\x7f"}
    text = pretty(value)
    assert CONTROL.search(text.replace("\n", "")) is None
    assert json.loads(text) == value


async def test_a_name_in_a_config_file_is_not_markup(open_app: Any, target: Any) -> None:
    named = dataclasses.replace(target, profile_name="[red]x[/]\x1b[31m")
    async with open_app(named) as stage:
        assert "[red]x[/]␛[31m" in stage.text
        harmless(stage)
        stage.app.notice("[b]notice[/] \x1b[31m")
        await stage.sees("[b]notice[/] ␛[31m")
        harmless(stage)
