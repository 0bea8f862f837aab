"""What is wrong with the steps of a tour is said before anything is sent: file, line and reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from explorer.tour.errors import TourError
from explorer.tour.fitting import fitted, read_fitted, unfit_for
from explorer.tour.model import Tour
from explorer.tour.reading import read_text
from explorer.workbench.sandbox_words import fault_problem
from explorer.workbench.targets import Target

from .conftest import MakePlayer

SANDBOX = Target(embedded=True)
ROOM = "    values: {conversationId: abc}\n"


def wrong(text: str, target: Target = SANDBOX) -> list[str]:
    """What is said of a tour when it is to be played."""
    with pytest.raises(TourError) as caught:
        read_text(text, "demo.yaml", lambda tour: unfit_for(tour, target))
    return str(caught.value).split("\n")


def of_steps(steps: str, head: str = "sandbox: {}") -> str:
    return f"title: T\n{head}\nsteps:\n{steps}"


@pytest.mark.parametrize(
    ("steps", "line", "words"),
    [
        # As whom, and under which fault.
        (
            "  - operation: ListSites\n    as: particpate\n",
            5,
            "as: the sandbox has no credentials 'particpate'. Perhaps participate is meant. "
            "There are: app, participate, room, nobody, wrong.",
        ),
        (
            "  - operation: ListSites\n    fault: stattus=503\n",
            5,
            "fault: There is no fault 'stattus'. Did you mean status?",
        ),
        (
            "  - operation: ListSites\n    fault: status=503,cuont=1\n",
            5,
            "fault: status has no option 'cuont'.",
        ),
        ("  - operation: ListSites\n    fault: status=9\n", 5, "fault: status=9: must be a whole"),
        ("  - operation: ListSites\n    fault: cut@Nothing\n", 5, "After @ stands 'Nothing'"),
        # Values.
        (
            "  - operation: ListConversations\n    values:\n      limit: 500\n",
            6,
            "values.limit: must be at most 75.",
        ),
        (
            "  - operation: ListConversations\n    values: {limit: many}\n",
            5,
            "values.limit: must be a whole number, not 'many'.",
        ),
        (
            "  - operation: ListConversations\n    values: {sort: up, exclude-direct: perhaps}\n",
            5,
            "values.exclude-direct: must be true or false, not 'perhaps'.",
        ),
        (
            "  - operation: ListConversations\n    values: {sort: up}\n",
            5,
            "values.sort: must be 'asc' or 'desc'.",
        ),
        (
            "  - operation: ListConversations\n    values:\n      exclude-direct: true\n"
            "      exclude_direct: true\n",
            7,
            "it is given as exclude-direct already: give it once.",
        ),
        ("  - operation: GetConversation\n", 4, "values.conversationId: is required."),
        (
            "  - operation: GetConversation\n    unchecked: true\n",
            4,
            "ConversationGetHandler needs conversationId.",
        ),
        (
            "  - operation: GetConversation\n    values: {conversationId: ..}\n",
            5,
            "must not be '.' or '..'",
        ),
        # Bodies.
        ("  - operation: CreateConversation\n", 4, "body.name: is required."),
        (
            "  - operation: CreateConversation\n    body:\n      name: x\n      privacy: secret\n",
            7,
            "body.privacy: must be 'public' or 'private'.",
        ),
        (
            "  - operation: CreateConversation\n    body:\n      name: x\n      privcy: public\n",
            7,
            "body.privcy: The body has an unknown member 'privcy'.",
        ),
        ("  - operation: CreateConversation\n    body: [1]\n", 5, "must be a JSON object."),
        ("  - operation: ListSites\n    body: {a: 1}\n", 5, "GetAllHandler takes no body."),
        (
            f"  - operation: SendMessage\n{ROOM}    body: hello\n",
            6,
            "body: a text that is no JSON needs content_type: one of text/plain, text/markdown.",
        ),
        (
            f"  - operation: SendMessage\n{ROOM}    body: x\n    content_type: text/html\n",
            7,
            "content_type: Content-Type 'text/html' is not taken here.",
        ),
        (
            "  - operation: ListSites\n    unchecked: true\n    body: x\n"
            '    content_type: "a\\nb"\n',
            7,
            "content_type: The header Content-Type holds a line break",
        ),
        (
            f"  - operation: SendMessage\n{ROOM}    body:\n      version: 1\n      type: doc\n"
            '      content:\n        - type: heading\n          attrs: {level: "{{level}}"}\n'
            "        - type: paragraf\n",
            12,
            "body.content[2].type: must be ",
        ),
        (
            "  - operation: PutDialog\n    values: {conversationId: abc, key: a}\n    body:\n"
            "      title: {value: x}\n      options:\n        size: hugee\n",
            9,
            "body.options.size: must be 'small'",
        ),
        (
            "  - operation: PutDialog\n    values: {conversationId: abc, key: a}\n    body:\n"
            "      key: b\n      title: {value: x}\n      url: /x\n",
            5,
            "the body's key 'b' differs from the path's 'a'",
        ),
        # Names and paths.
        (
            f"  - operation: SendMessage\n{ROOM}    content_type: text/markdown\n"
            "    body: |\n      Dear {{nobody}}\n",
            7,
            "body: {{nobody}} is named nowhere before",
        ),
        (
            '  - operation: ListSites\n    keep: {a: $.x}\n    highlight: ["$.b.{{a}}"]\n',
            6,
            "highlight[1]: {{a}} is named nowhere before",
        ),
        (
            "  - operation: ListSites\n    keep: {a: $.x}\n"
            "  - operation: ListSites\n    keep:\n      a: $.y\n",
            8,
            "keep.a: 'a' is given by steps[1] already",
        ),
        ("  - operation: ListSites\n    keep: {level: $.x}\n", 5, "is given under variables"),
        ("  - operation: ListSites\n    keep: {2nd: $.x}\n", 5, "keep.2nd: a name has letters"),
        ("  - operation: ListSites\n    keep: {a: x.y}\n", 5, "a JSONPath begins with $"),
        ('  - operation: ListSites\n    highlight: ["$.a["]\n', 5, "highlight[1]: No JSONPath"),
        (
            '  - operation: ListSites\n    body: {"{{level}}": 1}\n    unchecked: true\n',
            5,
            "stands for values, and not for the names of values",
        ),
        # What is expected.
        ("  - operation: ListSites\n    expect: {status: []}\n", 5, "no status would do"),
        ("  - operation: ListSites\n    expect: {status: true}\n", 5, "must be a status such as"),
        (
            "  - operation: ListSites\n    expect:\n      fields:\n        $.a: {contians: x}\n",
            7,
            "must be a value, or one of contains, matches, exists, count, not",
        ),
        (
            '  - operation: ListSites\n    expect: {fields: {$.a: {matches: "["}}}\n',
            5,
            "matches is no regular expression",
        ),
        ("  - operation: ListSites\n    expect: {feilds: {}}\n", 5, "'feilds' is not known here"),
        # The form of a step.
        ("  - note: x\n", 4, "'operation' is missing."),
        (f"  - operation: ListSites\n    title: {'x' * 130}\n", 5, "at most 120 characters"),
        ("  - operation: ListSites\ncleanup:\n  - operation: Nope\n", 6, "no operation 'Nope'"),
    ],
)
def test_a_step_that_cannot_be_played_is_named_by_its_line(
    steps: str, line: int, words: str
) -> None:
    found = wrong(of_steps(steps, "variables: {level: 1}"))
    assert any(each.startswith(f"demo.yaml:{line}: ") and words in each for each in found), found


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ("sandbox: {seed: -1}", "sandbox.seed: must be at least 0."),
        ("sandbox: {now: yesterday}", "sandbox.now: must be a date with time"),
        ("sandbox: {now: 2026-06-15T16:20:00}", "sandbox.now: the moment needs a time zone"),
        ("sandbox: {now: 1066-10-14T09:00:00Z}", "sandbox.now: the year must be from 1980"),
        ("sandbox: {rate_limit: 0}", "sandbox.rate_limit: must be at least 1."),
        ("sandbox: {install_delay: 100}", "sandbox.install_delay: must be at most 60."),
        ("sandbox: {fresh: maybe}", "sandbox.fresh: must be true or false."),
        ("sandbox: {fresh: false, seed: 1}", "sandbox: seed and now are of new data"),
        ("sandbox: 3", "sandbox: must be names with values"),
        ("variables: {a: '{{b}}'}", "variables.a: {{b}} is no variable of this tour"),
        ("variables: {a b: 1}", "variables.a b: a name has letters"),
    ],
)
def test_a_beginning_that_cannot_be_is_named_by_its_line(head: str, words: str) -> None:
    (found,) = wrong(of_steps("  - operation: ListSites\n", head))
    assert found.startswith(f"demo.yaml:2: {words}")


def test_what_waits_for_an_answer_is_not_judged_before_it_comes() -> None:
    tour = read_text(
        of_steps(
            "  - operation: ListConversations\n    values: {limit: 1}\n    keep: {n: $.limit}\n"
            '  - operation: ListConversations\n    values: {limit: "{{n}}"}\n'
            "  - operation: PutDialog\n    values: {conversationId: abc, key: '{{n}}'}\n"
            "    body: {key: a, title: {value: '{{n}}'}, url: /x}\n"
            "  - operation: SendMessage\n    values: {conversationId: '{{n}}'}\n"
            "    body: '{\"body\": {{n}}}'\n"
        )
    )
    assert len(fitted(tour, SANDBOX).steps) == 4


def test_a_variable_is_judged_by_the_value_it_is_given(tmp_path: Path) -> None:
    text = of_steps(
        '  - operation: ListConversations\n    values: {limit: "{{most}}"}\n',
        "variables: {most: 900}",
    )
    assert wrong(text) == ["demo.yaml:5: steps[1].values.limit: must be at most 75."]
    path = tmp_path / "given.yaml"
    path.write_text(text)
    given = read_fitted(path, SANDBOX, {"most": "5", "other": "x"})
    assert given.variables == {"most": "5"}
    with pytest.raises(TourError, match="must be at most 75"):
        fitted(read_text(text), SANDBOX)


def test_everything_that_is_wrong_is_said_at_once() -> None:
    steps = "  - operation: ListSites\n    as: nosuch\n    fault: stattus\n    body: {a: 1}\n"
    assert [each.partition(": ")[0] for each in wrong(of_steps(steps))] == [
        "demo.yaml:5",
        "demo.yaml:6",
        "demo.yaml:7",
    ]


def test_more_than_a_few_faults_are_counted() -> None:
    found = wrong(of_steps("  - operation: Nope\n" * 12))
    assert len(found) == 9
    assert found[-1] == "demo.yaml: and 4 more."


@pytest.fixture
def profiles() -> Target:
    """A server with profiles of its own, and one of another."""
    import os

    path = Path(os.environ["STRIDE_EXPLORER_CONFIG"])
    path.write_text(
        '[profiles.ours]\nbase_url = "https://api.example.com"\ntoken_env = "OURS"\n'
        'auth = "bearer"\n'
        '[profiles.theirs]\nbase_url = "https://other.example.com"\ntoken_env = "THEIRS"\n'
        'auth = "bearer"\n'
        '[profiles.bare]\nbase_url = "https://api.example.com"\n'
    )
    return Target(base_url="https://api.example.com")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("theirs", "profile 'theirs' is of another server than https://api.example.com."),
        ("bare", "profile 'bare' has no credentials."),
        ("room", "there are no credentials 'room' for https://api.example.com: name one of its"),
    ],
)
def test_on_another_server_the_names_are_those_of_its_profiles(
    profiles: Target, name: str, words: str
) -> None:
    (found,) = wrong(of_steps(f"  - operation: ListSites\n    as: {name}\n"), profiles)
    assert found.startswith(f"demo.yaml:5: steps[1].as: {words}")
    assert found.endswith("There are: app, nobody, wrong, ours.")


@pytest.mark.parametrize("name", ["ours", "app", "nobody", "wrong"])
def test_names_that_another_server_has(profiles: Target, name: str) -> None:
    tour: Tour = read_text(of_steps(f"  - operation: ListSites\n    as: {name}\n"))
    assert fitted(tour, profiles) == tour


def test_a_fault_needs_a_server_that_takes_one(profiles: Target) -> None:
    (found,) = wrong(of_steps("  - operation: ListSites\n    fault: cut\n"), profiles)
    assert found.startswith("demo.yaml:5: steps[1].fault: https://api.example.com lets no fault")
    assert "STRIDE_SANDBOX_ADMIN_TOKEN" in found


def test_every_fault_is_taken_as_the_sandbox_takes_it() -> None:
    assert fault_problem("status=503,retry-after=2,rate=0.3,count=2@GetAllHandler+POST") == ""
    assert "given twice" in fault_problem("status=503,status=504")


async def test_what_only_playing_can_tell_names_the_line_too(make_player: MakePlayer) -> None:
    player = await make_player(
        "  - operation: ListConversations\n    values: {limit: 1}\n"
        "    keep: {many: '$.values[0].name', gone: $.nothing}\n"
        '  - operation: ListConversations\n    values:\n      limit: "{{many}}"\n'
        "    expect:\n      status: 200\n"
        "  - operation: ListConversations\n    expect:\n      status: 404\n"
        "      fields:\n        $.values: {count: 0}\n"
    )
    kept = await player.play(1)
    assert kept.located() == [
        "tour:7: Nothing could be kept as gone: $.nothing leads to nothing in the answer."
    ]
    unsent = await player.play(2)
    assert unsent.exchange is None
    (said,) = unsent.located()
    assert said.startswith("tour:10: ListConversations: limit: must be a whole number, not ")
    judged = await player.play(3)
    assert [each.partition(" ")[0] for each in judged.located()] == ["tour:15:", "tour:17:"]
