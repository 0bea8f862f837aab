"""Links to conversations: every form there is, and what leads nowhere."""

from __future__ import annotations

import pytest

from explorer.workbench.links import Link, LinkError, read_link

SITE = "11111111-2222-4333-8444-555555555555"
ROOM = "22222222-3333-4444-8555-666666666666"
USER = "557058:33333333-4444-4555-8666-777777777777"


@pytest.mark.parametrize(
    ("text", "link"),
    [
        (ROOM, Link(ROOM)),
        (f"  {ROOM}\n", Link(ROOM)),
        (f"https://app.stride.com/{SITE}/chat/{ROOM}", Link(ROOM, SITE)),
        (f"https://app.stride.com/{SITE}/chat/{ROOM}/?a=b#c", Link(ROOM, SITE)),
        (f"https://applink.atlassian.com/stride/{SITE}/chat/{ROOM}", Link(ROOM, SITE)),
        (
            f"https://api.atlassian.com/site/{SITE}/conversation/{ROOM}",
            Link(ROOM, SITE, "", "https://api.atlassian.com"),
        ),
        (
            f"http://127.0.0.1:8080/v1/site/{SITE}/conversation/{ROOM}/message?limit=3",
            Link(ROOM, SITE, "", "http://127.0.0.1:8080/v1"),
        ),
        (
            f"https://h/site/{SITE}/conversation/{ROOM}/message/{USER}/context?before=3",
            Link(ROOM, SITE, "", "https://h", USER),
        ),
        (
            f"https://h/site/{SITE}/conversation/{ROOM}/message/recent",
            Link(ROOM, SITE, "", "https://h"),
        ),
        (
            f"https://h/site/{SITE}/conversation/user/{USER}/message",
            Link("", SITE, USER, "https://h"),
        ),
        (
            f"http://[::1]:80/site/{SITE}/conversation/{USER.replace(':', '%3A')}",
            Link(USER, SITE, "", "http://[::1]:80"),
        ),
    ],
)
def test_each_form_is_read(text: str, link: Link) -> None:
    assert read_link(text) == link


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "two words",
        "..",
        "https://app.stride.com/",
        f"https://h/site/{SITE}/conversation",
        f"https://h/site/{SITE}/conversation/user",
        f"https://h/site/{SITE}/conversation/%2e%2e",
        f"https://h/site/{SITE}/conversation/a%2Fb",
        f"javascript://app.stride.com/{SITE}/chat/{ROOM}",
        f"file:///x/{SITE}/chat/{ROOM}",
        "http://[bad/site/a/conversation/b",
        "x\x1b[31m",
    ],
)
def test_what_leads_nowhere_is_said_in_a_sentence(text: str) -> None:
    with pytest.raises(LinkError) as caught:
        read_link(text)
    said = str(caught.value)
    assert "Give a conversation's id" in said
    assert "\x1b" not in said
