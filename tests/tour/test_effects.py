"""Where a step's effect shows, and when showing it would cost the tour its calls."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from explorer.tour.effects import Effect, effect_of, is_dear
from explorer.workbench.standing import Rate

from .conftest import MakePlayer

NOW = datetime(2026, 6, 15, 16, 20, tzinfo=UTC)
LATER = NOW + timedelta(seconds=30)

STEPS = """
  - operation: CreateConversation
    body: {name: Effects, privacy: public, topic: ""}
    keep: {room: $.id}
  - operation: PutGlanceState
    values: {conversationId: "{{room}}", key: on-call}
    body: {label: Ruth is on call, metadata: {}}
  - operation: ListConversations
    values: {query: launch}
  - operation: ListConversations
    as: wrong
  - operation: CreateConversation
    as: participate
    body: {name: Not mine, privacy: public, topic: ""}
  - operation: SendDirectMessage
    values: {userId: nobody-1}
    body: Hello
    content_type: text/plain
  - operation: ListSites
"""


async def test_the_pane_of_each_step(make_player: MakePlayer) -> None:
    player = await make_player(STEPS)
    steps = [await player.play(number) for number in range(1, 8)]
    room = player.kept["room"]
    assert [effect_of(each) for each in steps] == [
        Effect("conversation", room),
        Effect("modules", room, module_type="chat:glance", key="on-call"),
        Effect("conversations", query="launch"),
        None,
        Effect("conversations"),
        Effect("messages", user_id="nobody-1"),
        None,
    ]


@pytest.mark.parametrize(
    ("rate", "dear"),
    [
        (None, False),
        (Rate(100, 90, LATER), False),
        (Rate(100, 8, LATER), True),
        (Rate(100, 8, None), True),
        # Those of the minute before are back.
        (Rate(100, 0, NOW), False),
    ],
)
def test_the_tour_comes_first_where_calls_are_few(rate: Rate | None, dear: bool) -> None:
    assert is_dear(Effect("modules", "room"), rate, NOW) is dear
