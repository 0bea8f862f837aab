"""How the tracking page got its shape, and what reviewers said about code."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from explorer.sandbox.seed.people import Cast
from explorer.sandbox.seed.threads.script import Said, Thread, ago, at
from explorer.sandbox.seed.writing import (
    Node,
    code,
    decisions,
    doc,
    heading,
    mark,
    node,
    p,
    panel,
    quote,
    text,
)


def threads(cast: Cast, now: datetime) -> Iterator[Thread]:
    """The design of the page, three weeks ago and this week; two code reviews."""
    yield Thread("design", at(now, 23, "09:40"), _first_sketch(cast))
    yield Thread("design", at(now, 5, "13:05"), _small_screens())
    yield Thread("review", at(now, 6, "10:20"), _rust())
    yield Thread("review", ago(now, hours=9), _python())


def _picture(cast: Cast, name: str, layout: str = "center") -> Node:
    media = node(
        "media",
        attrs={
            "id": cast.ids.uuid(f"media/{name}"),
            "type": "file",
            "collection": cast.ids.uuid("room/design"),
            "width": 1280,
            "height": 800,
        },
    )
    return node("mediaSingle", media, attrs={"layout": layout})


def _first_sketch(cast: Cast) -> list[Said]:
    return [
        (
            "priya",
            0,
            doc(
                heading(3, "Tracking page, sketch 1"),
                p(
                    "Three ideas, same content. Please say what you ",
                    text("understand", "em"),
                    ", not what you like.",
                ),
                _picture(cast, "sketch-1", "wide"),
            ),
        ),
        (
            "lena",
            11,
            "I understand A at once: a big range, then where it is. B is a map, and I look for "
            "the parcel.",
        ),
        (
            "dan",
            6,
            "In support nobody ever asks *where*. They ask *when*, and then whether a neighbour "
            "can take it.",
        ),
        ("jonas", 4, "A is also the quickest to load: text, no map tiles. 14 KB instead of 900."),
        ("chloe", 8, "The map is what we would show on a poster. But it is a poster, I see that."),
        (
            "priya",
            15,
            doc(
                p("Thanks, that was clear. So:"),
                decisions(
                    "design-1",
                    "The range is the page. Everything else is below it.",
                    "No map on first sight; one behind a link, loaded when asked for.",
                    "“A neighbour can take it” is a button, not a phone call.",
                ),
            ),
        ),
        (
            "jonas",
            3,
            "Does the range get shorter as the van comes closer? Then it should not jump.",
        ),
        (
            "priya",
            5,
            "It shrinks from both ends, at most once every ten minutes, and never grows. "
            "If it has to grow we say why: “held up in traffic”.",
        ),
        (
            "maya",
            21,
            doc(
                quote("If it has to grow we say why."),
                p("Can we put that sentence above every team's door?"),
            ),
        ),
        (
            "priya",
            38,
            doc(
                p(
                    "Colours, checked for contrast: ",
                    text("on time", mark("textColor", color="#006644")),
                    ", ",
                    text("late", mark("textColor", color="#bf2600")),
                    ", ",
                    text("guess", mark("textColor", color="#5e6c84")),
                    ". Never colour alone: each has its word.",
                ),
                _picture(cast, "sketch-2"),
            ),
        ),
        ("jonas", 7, "Taking sketch 2. First version on the staging host by Friday."),
    ]


def _small_screens() -> list[Said]:
    return [
        (
            "jonas",
            0,
            """
            Small screens. What fits above the fold at 320 × 568:

            1. range
            2. state in one line
            3. *neighbour* button
                - hidden when the parcel needs a signature
                - hidden when it is already there

            The carrier's logo does not fit. Do we need it?
            """,
        ),
        ("lena", 5, "Contract says it must be visible “on the page”. It does not say where."),
        ("priya", 2, "Footer, 24 px. Next question :smile:"),
        (
            "jonas",
            9,
            "Long carrier names: “Gemeinnützige Paketzustellgenossenschaft Süd e. G.” is a real "
            "one.",
        ),
        (
            "priya",
            4,
            "Two lines, then ellipsis, full name on tap. And my respect to whoever answers their "
            "phone.",
        ),
        (
            "dan",
            16,
            doc(
                panel(
                    "tip",
                    "From support: people read the page to someone on the phone. "
                    "Whatever matters must make sense when read aloud.",
                )
            ),
        ),
        (
            "priya",
            3,
            "That is the best usability test I have heard in a while. Reading it aloud now.",
        ),
        ("chloe", 40, "I read it to my father. He said “so between two and six”. It works."),
    ]


def _rust() -> list[Said]:
    return [
        (
            "kenji",
            0,
            """
            New label parser, 140 lines of Rust, replaces the C one. The heart of it:

            ```rust
            pub fn parse(input: &[u8]) -> Result<Label<'_>, ParseError> {
                let (header, rest) = input
                    .split_first_chunk::<8>()
                    .ok_or(ParseError::Truncated { needed: 8, got: input.len() })?;
                let length = u16::from_be_bytes([header[6], header[7]]) as usize;
                let body = &rest[..length];
                Label::from_parts(header, body)
            }
            ```

            Everything borrows from the input, so no copies. 2.1 GB/s on my machine.
            """,
        ),
        (
            "grace",
            12,
            "`&rest[..length]` panics when a label lies about its length. "
            "It is input from printers of *other people*.",
        ),
        (
            "kenji",
            3,
            doc(
                p("Right. I check the header's length and then believe what is in it. Better?"),
                code(
                    "rust",
                    "let body = rest\n    .get(..length)\n    .ok_or(ParseError::Truncated "
                    "{ needed: 8 + length, got: input.len() })?;",
                ),
            ),
        ),
        ("grace", 2, "Better. Would a fuzzer have found it?"),
        (
            "kenji",
            26,
            """
            In 0.4 seconds, I am a little ashamed:

            ```shell
            $ cargo fuzz run parse
            thread '<unnamed>' panicked at src/label.rs:31:22
            range end index 65535 out of range for slice of length 0
            ```

            It runs in CI from now on, a minute per change and an hour every night.
            """,
        ),
        (
            "aisha",
            8,
            "Does anyone need the `'_` spelled out in the signature? I like that one sees the "
            "borrow.",
        ),
        ("kenji", 2, "The lint wants it, and I agree with the lint."),
        (
            "grace",
            5,
            "Approved. And: nice error type. `needed` and `got` will save someone an evening.",
        ),
    ]


def _python() -> list[Said]:
    return [
        (
            "sofia",
            0,
            """
            The nightly estimate job takes 50 minutes, 41 of them here:

            ```python
            def ranges(parcels, events):
                for parcel in parcels:
                    own = [e for e in events if e.parcel_id == parcel.id]
                    yield parcel.id, estimate(own)
            ```

            Obvious once seen. Mine, from two years ago.
            """,
        ),
        (
            "omar",
            4,
            "For every parcel *all* events? With 2 million parcels I am impressed that it ends.",
        ),
        (
            "sofia",
            7,
            """
            ```python
            def ranges(parcels, events):
                by_parcel = defaultdict(list)
                for event in events:
                    by_parcel[event.parcel_id].append(event)
                for parcel in parcels:
                    yield parcel.id, estimate(by_parcel.get(parcel.id, ()))
            ```

            50 minutes → **70 seconds**.
            """,
        ),
        (
            "aisha",
            9,
            "`by_parcel.get` rather than `by_parcel[...]`, so that the dictionary does not grow: "
            "good. "
            "Memory?",
        ),
        ("sofia", 5, "900 MB instead of 600. The box has 8 GB and nothing else to do at night."),
        (
            "kenji",
            14,
            doc(
                p(
                    "If it ever matters: both are sorted by parcel in the warehouse, so ",
                    text("itertools.groupby", "code"),
                    " would do it in constant memory. ",
                    text("Not now.", "strong"),
                )
            ),
        ),
        ("sofia", 3, "Comment added with exactly that sentence. Merging, thank you."),
        (
            "maya",
            33,
            "41 minutes of computer time a night for eleven lines. Who wants to look at the next "
            "slowest?",
        ),
        ("omar", 2, "Me, if someone shows me how to profile it."),
        ("sofia", 1, "Tomorrow at ten, bring coffee."),
    ]
