"""Tours in the app over a real sandbox: presented step by step, edited live, recorded."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from explorer.tour.reading import read_file, read_text
from explorer.tour.shipped import shipped_tours
from explorer.tui.browse.reading import ReadingPane
from explorer.tui.tour.recording import unwritten
from explorer.tui.tour.screen import TourScreen
from explorer.tui.widgets.calls import CallStrip
from explorer.tui.widgets.form_dialog import FormDialog

SIZES = [pytest.param((80, 24), id="80x24"), pytest.param((150, 40), id="150x40")]


async def presented(stage: Any, name: str = "first-look", text: str = "") -> TourScreen:
    """Present a tour on the stage's sandbox."""
    tour = read_text(text) if text else read_file(shipped_tours()[name])
    await stage.quiet()
    # The address of the stage's sandbox is another each time.
    stage.workbench.target = replace(stage.workbench.target, profile_name="demo")
    screen = TourScreen(stage.workbench, tour)
    stage.app.push_screen(screen)
    await stage.until(lambda: stage.app.screen is screen, "the tour")
    await stage.quiet()
    screen.stepping._clock = lambda: screen.stepping._began
    screen._show_title()
    return screen


async def without_rate(stage: Any) -> None:
    """Leave out what goes by the number of calls."""
    stage.workbench.standing.rate = None
    stage.app.status_changed.publish(None)
    await stage.quiet()


async def send(stage: Any, screen: TourScreen) -> None:
    """Send the step in front and wait for what came of it."""
    number = screen.stepping.number
    before = screen.stepping.results.get(number)
    await stage.press("space" if before is None else "r")
    await stage.until(
        lambda: screen.stepping.results.get(number) not in (None, before), "an answer"
    )
    await stage.quiet()


class TestPresenting:
    @pytest.mark.parametrize("size", SIZES)
    async def test_a_tour_from_beginning_to_end(
        self, open_app: Any, size: tuple[int, int], screen_matches: Any
    ) -> None:
        async with open_app(size=size, embedded=True) as stage:
            screen = await presented(stage)
            assert "before it begins" in stage.text
            assert "SANDBOX" in stage.text
            # So is how many there were.
            await without_rate(stage)
            # Which of the calls at the start came last is chance.
            screen.query_one(CallStrip).visible = False
            await stage.quiet()
            screen_matches(stage.app)
            await stage.press("space")
            assert "step 1 of 5" in stage.text
            await without_rate(stage)
            screen_matches(stage.app)
            for number in range(1, 6):
                assert screen.stepping.number == number
                await send(stage, screen)
                assert screen.stepping.played.ok, screen.stepping.played.failures
                # On a larger screen the answer shows addresses, whose port is another each time.
                if number == 2 and size == (80, 24):
                    await without_rate(stage)
                    screen_matches(stage.app)
                await stage.press("space")
            await stage.sees("That was the last step")
            await stage.press("escape")
            # The sandbox is not the tour's own.
            await stage.sees("Clean up what the tour did?")
            await stage.press("y")
            await stage.sees("Cleaned up.")
            assert stage.app.screen is stage.browse

    async def test_the_effect_of_a_message_shows_in_its_conversation(self, open_app: Any) -> None:
        async with open_app(size=(80, 24)) as stage:
            screen = await presented(stage)
            await stage.press("space")
            for _ in range(4):
                await send(stage, screen)
                await stage.press("space")
            await stage.press("left")
            assert screen.stepping.number == 4
            await stage.press("v")
            await stage.until(lambda: screen.query(ReadingPane), "the messages")
            await stage.sees("Hello from the tour.")
            await stage.press("v")
            assert "201 Created" in stage.text

    async def test_effects_on_a_room_its_people_and_modules_and_of_what_failed(
        self, open_app: Any
    ) -> None:
        room = "    values: {conversationId: '{{room}}'}\n"
        text = (
            "title: Effects\nsteps:\n  - operation: CreateConversation\n"
            "    body: {name: 'Effects are here', privacy: private, topic: ''}\n"
            "    keep: {room: $.id}\n"
            "  - operation: PutGlanceState\n"
            "    values: {conversationId: '{{room}}', key: on-call}\n"
            "    body: {label: Ruth is on call, metadata: {}}\n"
            "    expect: {status: [204, 404]}\n"
            "  - operation: PutDialog\n"
            "    values: {conversationId: '{{room}}', key: ask}\n"
            "    body: {key: ask, title: {value: Ask Ruth}, url: /ask}\n"
            f"  - operation: ListMessages\n{room}"
            f"  - operation: ArchiveConversation\n{room}"
            "  - operation: CreateConversation\n    unchecked: true\n"
            "    body: {name: '', privacy: public, topic: ''}\n    expect: {status: 400}\n"
            "  - operation: ListConversations\n    values: {query: 'launch'}\n"
            "  - operation: GetConversation\n    values: {conversationId: nowhere-at-all-1}\n"
            "    expect: {status: 404}\n"
        )
        shown = [
            ("Conversation", "◆ Effects are here", "· you"),
            ("Modules in Effects are here", "chat:glance  0", "no chat:glance on-call now"),
            ("Modules in Effects are here", "chat:dialog  1", '"value": "Ask Ruth"', "no body"),
            ("Messages of Effects are here", "No messages yet.", "No messages yet."),
            ("Conversation", "archived yes", "◆ Effects are here"),
            ("Conversations", "# Announcements", "in all"),
            ("Conversations", "# Launch: Parcel 3", "launch"),
            ("Effect", "all there is", "404"),
        ]
        async with open_app(size=(150, 40)) as stage:
            screen = await presented(stage, text=text)
            for title, *words in shown:
                await send(stage, screen)
                assert screen.stepping.played.ok, screen.stepping.played.failures
                for each in words:
                    await stage.sees(each)
                assert str(screen.effect.border_title) == title
                # The keys of the panes act on nothing here.
                await stage.press("4", "a", "X")
                assert stage.app.screen is screen
                await stage.press("space")

    async def test_what_an_earlier_step_outdates_is_said_and_sent_again(
        self, open_app: Any
    ) -> None:
        text = (
            "title: Anew\nsteps:\n  - operation: CreateConversation\n"
            "    body: {name: 'Room of its own', privacy: public, topic: ''}\n"
            "    keep: {room: $.id}\n"
            "  - operation: ListDialogs\n    values: {conversationId: '{{room}}'}\n"
            "  - operation: SendMessage\n    values: {conversationId: '{{room}}'}\n"
            "    body: {version: 1, type: doc, content: [{type: applicationCard, attrs: {\n"
            "      text: Ready, title: {text: Ready}, actions: [{title: Go, target: {\n"
            "        key: nowhere}}]}}]}\n"
            "    expect: {status: 201}\n"
        )
        async with open_app(size=(150, 40)) as stage:
            screen = await presented(stage, text=text)
            await send(stage, screen)
            await stage.press("space")
            await send(stage, screen)
            await stage.sees("Modules in Room of its own")
            await stage.press("space")
            await send(stage, screen)
            assert screen.stepping.played.ok, screen.stepping.played.failures
            await stage.sees("→ nowhere missing")
            # Nothing that acts on a pane has a key here.
            assert "begins it" not in stage.text
            await stage.press("left", "left")
            await send(stage, screen)
            await stage.sees("{{room}} is another now: steps 2 and 3 are to send again.")
            await stage.press("space")
            await stage.sees("What it was sent with has changed")
            await send(stage, screen)
            assert screen.stepping.played.ok, screen.stepping.played.failures

    async def test_steps_are_gone_to_skipped_and_wait_for_what_they_need(
        self, open_app: Any
    ) -> None:
        async with open_app(size=(150, 40)) as stage:
            screen = await presented(stage)
            await stage.press("space", "right", "right")
            assert screen.stepping.number == 3
            assert "{{room}} has no value yet" in stage.text.replace("\n", " ")
            await send(stage, screen)
            assert not screen.stepping.played.ok
            assert "Not sent" in stage.text
            await stage.press("t")
            # From the step in front.
            await stage.press("up", "enter")
            assert screen.stepping.number == 2

    async def test_values_are_changed_for_this_time_alone(self, open_app: Any) -> None:
        async with open_app(size=(150, 40)) as stage:
            screen = await presented(
                stage,
                text="title: Edit\nsteps:\n"
                "  - operation: ListConversations\n    values: {limit: 2}\n",
            )
            assert "?limit=2" in stage.text
            await stage.press("e")
            await stage.until(lambda: isinstance(stage.app.screen, FormDialog), "the form")
            box = stage.app.screen.box("limit")
            box.input.focus()
            box.put("none")
            await stage.press("f2")
            assert isinstance(stage.app.screen, FormDialog)
            box.put("1")
            await stage.press("f2")
            await stage.until(lambda: stage.app.screen is screen, "the tour")
            assert "?limit=1" in stage.text
            await send(stage, screen)
            assert screen.stepping.played.exchange.request.target.endswith("?limit=1")
            assert screen.stepping.step.values == {"limit": "2"}

    async def test_what_is_wrong_in_a_long_body_is_in_sight(self, open_app: Any) -> None:
        async with open_app(size=(80, 24)) as stage:
            await presented(stage, "dialog")
            await stage.press("space", "right", "e")
            await stage.until(lambda: isinstance(stage.app.screen, FormDialog), "the form")
            box = stage.app.screen.box("body")
            box.put("Q" + box.text)
            await stage.press("f2")
            await stage.sees("body, line 1, column 1: this is not JSON")

    async def test_nothing_secret_is_on_the_screen(self, open_app: Any, sandbox: Any) -> None:
        known = sandbox.credentials
        async with open_app(size=(150, 40)) as stage:
            screen = await presented(
                stage,
                text="title: Secrets\nsteps:\n  - operation: CreateConversation\n"
                f"    body: {{name: '{known.client_secret}', privacy: public, topic: ''}}\n"
                "  - operation: ListSites\n",
            )
            for _ in range(2):
                await send(stage, screen)
                for secret in (known.client_secret, known.participate_token):
                    assert secret not in stage.text
                await stage.press("space")

    async def test_one_is_chosen_from_the_palette(
        self, open_app: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        for name, by in (("a", "app"), ("b", "nosuch")):
            steps = f"steps:\n  - operation: GetMe\n    as: {by}\n"
            (tmp_path / f"{name}.yaml").write_text(f"title: Tour {name}\n{steps}")
        async with open_app(size=(120, 40), embedded=True) as stage:
            await stage.quiet()
            stage.app.action_tour()
            await stage.sees("An incident in a room")
            await stage.press("down", "enter")
            # It is not begun.
            await stage.sees("b.yaml:4: steps[1].as:")
            assert stage.app.screen is stage.browse
            stage.app.action_tour()
            await stage.sees("Tour a · 1 step · a.yaml")
            await stage.press("enter")
            await stage.until(lambda: isinstance(stage.app.screen, TourScreen), "the tour")
            # On what is there: the sandbox is not the tour's own, to be thrown away.
            assert not stage.app.screen.stepping.tour.sandbox.fresh


class TestRecording:
    async def test_what_is_done_between_two_keys_becomes_a_tour(
        self, open_app: Any, tmp_path: Path
    ) -> None:
        path = tmp_path / "recorded.yaml"
        async with open_app(size=(120, 40)) as stage:
            await stage.quiet()
            await stage.press("T")
            await stage.until(lambda: stage.app.recording is not None, "the recording")
            await stage.sees("● recording, T ends it")
            await stage.open("Incident 42")
            await stage.workbench.send_message(stage.browse.thread.conversation, "On it.")
            await stage.press("T")
            await stage.until(lambda: isinstance(stage.app.screen, FormDialog), "the form")
            dialog = stage.app.screen
            await stage.press("f2")
            assert stage.app.screen is dialog
            dialog.box("title").put("Seen")
            dialog.box("file").put(str(path))
            await stage.press("f2")
            await stage.until(path.exists, "the file")
            await stage.sees("stride-explorer tour check")
        tour = read_file(path)
        assert tour.title == "Seen"
        assert "SendMessage" in [step.operation for step in tour.steps]

    async def test_one_is_recorded_at_a_time_and_none_is_lost(
        self, open_app: Any, tmp_path: Path
    ) -> None:
        path = tmp_path / "kept.yaml"
        async with open_app(size=(120, 40)) as stage:
            await stage.quiet()
            # The second key comes before the first one has done anything.
            stage.app.action_record()
            stage.app.action_record()
            await stage.until(lambda: stage.app.recording is not None, "the recording")
            await stage.quiet()
            assert stage.app.recording is not None
            since = stage.app.recording
            assert await unwritten(stage.app) == ""
            await stage.open("Incident 42")
            # Whoever leaves now is told how it is had.
            assert "--tour tour.yaml" in await unwritten(stage.app)
            await stage.press("T")
            await stage.until(lambda: isinstance(stage.app.screen, FormDialog), "the form")
            dialog = stage.app.screen
            stage.app.action_record()
            dialog.box("title").put("Kept")
            await stage.press("escape")
            await stage.sees("the recording goes on")
            assert stage.app.recording == since
            await stage.sees("● recording")
            room = stage.browse.thread.conversation
            await stage.workbench.send_message(room, "On it.")
            await stage.press("T")
            await stage.until(lambda: isinstance(stage.app.screen, FormDialog), "the form")
            dialog = stage.app.screen
            assert dialog is not None
            assert dialog.box("title").text == "Kept"
            dialog.box("reads").put("all")
            dialog.box("leave out").put("1, x")
            await stage.sees("numbers of steps, as in")
            dialog.box("leave out").put("1")
            dialog.box("file").put(str(path))
            await stage.sees("those in brackets are left out")
            await stage.press("f2")
            await stage.until(path.exists, "the file")
            await stage.until(lambda: stage.app.recording is None, "its end")
        tour = read_file(path)
        assert tour.title == "Kept"
        assert tour.steps[-1].operation == "SendMessage"

    async def test_a_recording_is_given_up(self, open_app: Any) -> None:
        async with open_app(size=(120, 40)) as stage:
            await stage.quiet()
            await stage.press("T")
            await stage.until(lambda: stage.app.recording is not None, "the recording")
            await stage.open("Incident 42")
            await stage.press("T")
            await stage.until(lambda: isinstance(stage.app.screen, FormDialog), "the form")
            await stage.press("f8")
            await stage.sees("The recording is given up")
            assert stage.app.recording is None

    async def test_a_file_that_is_there_stays(self, open_app: Any, tmp_path: Path) -> None:
        path = tmp_path / "there.yaml"
        path.write_text("mine")
        async with open_app(size=(120, 40)) as stage:
            await stage.quiet()
            await stage.press("T")
            await stage.until(lambda: stage.app.recording is not None, "the recording")
            await stage.open("Incident 42")
            await stage.press("T")
            await stage.until(lambda: isinstance(stage.app.screen, FormDialog), "the form")
            stage.app.screen.box("title").put("Seen")
            stage.app.screen.box("file").put(str(path))
            await stage.press("f2")
            await stage.sees("there already: give another name")
            assert path.read_text() == "mine"

    async def test_nothing_sent_is_said(self, open_app: Any) -> None:
        async with open_app(size=(120, 40)) as stage:
            await stage.quiet()
            await stage.press("T")
            await stage.until(lambda: stage.app.recording is not None, "the recording")
            await stage.press("T")
            await stage.sees("Nothing was sent since the recording began")
