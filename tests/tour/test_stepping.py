"""A step changed while it is presented: its parameters and its body, the file untouched."""

from __future__ import annotations

import json
from typing import Any

import pytest

from explorer.tour.body_texts import BodyProblem, body_from, body_texts
from explorer.tour.checking import clean, cleanup_of, stage
from explorer.tour.model import Step
from explorer.tour.player import Player
from explorer.tour.reading import read_text
from explorer.tour.step_form import StepForm
from explorer.tour.stepping import Stepping
from explorer.workbench.targets import Target

from .conftest import MakePlayer

STEPS = """
  - operation: CreateConversation
    body: {name: "Room of {{who}}", privacy: public, topic: ""}
    keep: {room: $.id}
  - operation: SendMessage
    values: {conversationId: "{{room}}"}
    body: {body: {version: 1, type: doc, content: [{type: paragraph, content: [{type: text,
      text: "Who has "}, {type: text, text: the pager, marks: [{type: strong}]}]}]}}
  - operation: ListConversations
    values: {limit: 3, query: launch}
"""


async def test_parameters_are_changed_and_left_out(make_player: MakePlayer) -> None:
    stepping = Stepping(await make_player(STEPS.replace("{{who}}", "Ruth")))
    stepping.go(3)
    stepping.edit({"limit": "1", "query": ""})
    assert stepping.is_edited
    made = await stepping.play()
    assert made.exchange is not None
    assert made.exchange.request.target.endswith("/conversation?limit=1")
    stepping.edit({"limit": "none"})
    assert "limit" in (await stepping.play()).problem
    stepping.edit({"limit": "3"})
    assert not stepping.is_edited


async def test_what_would_make_no_call_is_said_at_its_field(make_player: MakePlayer) -> None:
    stepping = Stepping(
        await make_player("  - operation: ListConversations\n    values: {limit: 3}\n")
    )
    form = StepForm(stepping)
    form.set("limit", "500")
    assert [str(each) for each in form.problems()] == ["limit: must be at most 75"]


async def test_a_room_and_a_message_are_changed_where_one_reads_them(
    make_player: MakePlayer,
) -> None:
    stepping = Stepping(await make_player(STEPS.replace("{{who}}", "Ruth")))
    form = StepForm(stepping)
    assert [each.name for each in form.fields] == ["name", "privacy", "topic", "cloud_id"]
    form.set("name", "War room")
    form.set("privacy", "secret")
    assert [each.field for each in form.problems()] == ["privacy"]
    form.set("privacy", "private")
    assert form.problems() == []
    await form.submit()
    made = await stepping.play()
    assert made.ok, made.failures
    assert made.exchange is not None
    assert json.loads(made.exchange.request.body or b"")["name"] == "War room"

    stepping.go(2)
    form = StepForm(stepping)
    assert form.text("body") == "Who has **the pager**"
    form.set("body", "*I* have it")
    await form.submit()
    assert (await stepping.play()).ok
    assert stepping.shown_step.body["body"]["content"][0]["content"][0] == {
        "type": "text",
        "text": "I",
        "marks": [{"type": "em"}],
    }
    assert stepping.step.body["body"]["content"][0]["content"][0]["text"] == "Who has "
    StepForm(stepping).discard()
    assert stepping.shown_step is stepping.step


def test_any_other_body_is_its_json() -> None:
    dialog = Step(
        operation="PutDialog",
        values={"conversationId": "{{room}}", "key": "k"},
        body={"key": "k", "title": {"value": "Deploy"}},
    )
    (whole,) = body_texts(dialog)
    assert whole.way == "json"
    assert body_from(dialog, {}) is dialog.body
    assert body_from(dialog, {"body": whole.text.replace("Deploy", "Go")})["title"] == {
        "value": "Go"
    }
    with pytest.raises(BodyProblem) as caught:
        body_from(dialog, {"body": '{"key": "k",\n  "title" 3}'})
    assert (caught.value.line, caught.value.name) == (2, "body")


@pytest.mark.parametrize(
    ("before", "typed", "after"),
    [
        (["a"], '["b", "{{second}}"]', ["b", "{{second}}"]),
        (True, "false", False),
        (3, "{{count}}", "{{count}}"),
        ("3", "4", "4"),
    ],
)
def test_a_member_keeps_the_kind_it_had(before: Any, typed: str, after: Any) -> None:
    step = Step(operation="UpdateRoster", body={"add": before})
    assert body_from(step, {"add": typed}) == {"add": after}


def test_a_member_that_is_no_text_must_be_json() -> None:
    with pytest.raises(BodyProblem, match="not JSON"):
        body_from(Step(operation="UpdateRoster", body={"add": ["a"]}), {"add": "a, b"})


async def test_what_an_early_step_has_kept_anew_outdates_what_used_it(
    make_player: MakePlayer,
) -> None:
    player = await make_player(
        STEPS.replace("{{who}}", "Ruth").replace(
            '{conversationId: "{{room}}"}', '{conversationId: "{{room}}"}\n    keep: {sent: $.id}'
        )
        + '  - operation: GetMessage\n    values: {conversationId: "{{room}}", '
        'messageId: "{{sent}}"}\n'
    )
    stepping = Stepping(player)
    for number in range(1, 5):
        stepping.go(number)
        assert (await stepping.play()).ok
        assert stepping.news == ""
    before = dict(player.kept)
    stepping.go(1)
    await stepping.play()
    assert stepping.news == "{{room}} is another now: steps 2 and 4 are to send again."
    # What does not depend on it stands as it was.
    assert [each[0] for each in stepping.titles()] == ["✓", "↻", "✓", "↻"]
    assert set(player.kept) == {"room"}
    assert player.former == [before]
    stepping.go(4)
    assert stepping.played is None
    assert player.missing(stepping.step) == ["sent"]
    stepping.go(2)
    assert stepping.is_outdated
    assert (await stepping.play()).ok
    stepping.go(4)
    assert (await stepping.play()).ok
    assert [each[0] for each in stepping.titles()] == ["✓", "✓", "✓", "✓"]


async def test_a_step_that_keeps_the_same_again_outdates_nothing(make_player: MakePlayer) -> None:
    stepping = Stepping(
        await make_player(
            "  - operation: ListSites\n    keep: {site: '$.values[0].id'}\n"
            '  - operation: ListConversations\n    values: {cloudId: "{{site}}"}\n'
        )
    )
    for number in (1, 2, 1):
        stepping.go(number)
        await stepping.play()
    assert stepping.news == ""
    assert sorted(stepping.results) == [1, 2]


async def test_the_cleanup_is_of_everything_that_was_sent_anew_too() -> None:
    tour = read_text(
        "title: T\nsandbox: {fresh: false}\nsteps:\n"
        "  - operation: CreateConversation\n    body: {name: Mine, privacy: public, topic: ''}\n"
        "    keep: {room: $.id}\n"
        "cleanup:\n"
        '  - operation: ArchiveConversation\n    values: {conversationId: "{{room}}"}\n'
    )
    async with stage(tour, Target(embedded=True)) as workbench:
        stepping = Stepping(Player(tour, workbench))
        rooms = [(await stepping.play()).kept["room"] for _ in range(3)]
        calls = cleanup_of(stepping.player)
        assert [step.values["conversationId"] for step in calls] == rooms
        assert [each.ok for each in await clean(stepping.player)] == [True] * 3
