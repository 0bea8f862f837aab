"""The rules of each module type: what is taken, what is refused, and in which words."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from explorer.api.explain import explain
from explorer.api.models.modules import (
    DESCRIPTOR_MODELS,
    DESCRIPTOR_TEMPLATES,
    MODULE_MODELS,
    TEMPLATES,
    DescriptorType,
    ModuleBody,
    ModuleType,
)
from explorer.api.operation import Operation
from explorer.api.operations import CATALOGUE, ArchiveConversation, PutGlanceState, UpdateRoster
from explorer.api.operations.modules import DELETE, LIST, PUT
from explorer.api.wire import CallError

MODELS: dict[Any, type[ModuleBody]] = {**MODULE_MODELS, **DESCRIPTOR_MODELS}
EXAMPLES: dict[Any, dict[str, Any]] = {**TEMPLATES, **DESCRIPTOR_TEMPLATES}
NAME = {"value": "N"}
ICON = {"url": "/i.png", "url@2x": "/i@2x.png"}
GLANCE = {"name": NAME, "icon": ICON}
SIDEBAR = {"name": NAME, "url": "/s"}


def problems(kind: str, module: Any) -> list[str]:
    known = {str(each): model for each, model in MODELS.items()}
    try:
        known[kind].model_validate(module)
    except ValidationError as problem:
        return [str(each) for each in explain(problem)]
    return []


@pytest.mark.parametrize("kind", [*ModuleType, *DescriptorType])
def test_every_type_has_a_model_and_a_template_that_is_sent_as_it_stands(kind: Any) -> None:
    module = MODELS[kind].model_validate(EXAMPLES[kind])
    assert module.model_dump(mode="json", by_alias=True, exclude_unset=True) == EXAMPLES[kind]
    assert problems(kind, {**EXAMPLES[kind], "kye": "x"}) == ["kye: is not known here"]


@pytest.mark.parametrize(
    ("kind", "module"),
    [
        ("chat:glance", GLANCE),
        ("chat:glance", {**GLANCE, "queryUrl": "https://x.example/q", "weight": -5}),
        ("chat:glance", {**GLANCE, "conditions": []}),
        ("chat:glance", {**GLANCE, "conditions": [{"condition": "user_is_guest"}]}),
        (
            "chat:sidebar",
            {
                **SIDEBAR,
                "icon": ICON,
                "authentication": "none",
                "weight": 2**70,
                "conditions": [
                    {
                        "type": "and",
                        "invert": False,
                        "conditions": [
                            {"condition": "conversation_is_room", "invert": True},
                            {"type": "or", "conditions": [{"condition": "user_is_admin"}]},
                        ],
                    }
                ],
            },
        ),
        ("chat:externalPage", {"name": {"value": "N", "i18n": "key.of.it"}, "url": "/"}),
        ("chat:webhook", {"event": "conversation:updates", "url": "/w?x=1"}),
        ("chat:configuration", {"page": {"target": "d"}, "state": {"url": "/s"}}),
        ("chat:configuration", {"externalPage": {"url": "/c"}, "authentication": "jwt"}),
        ("chat:inputAction", {"name": NAME, "target": "d", "weight": 1}),
    ],
)
def test_what_is_taken(kind: str, module: dict[str, Any]) -> None:
    assert problems(kind, module) == []


@pytest.mark.parametrize(
    ("kind", "module", "said"),
    [
        ("chat:glance", {}, ["name: is required", "icon: is required"]),
        ("chat:glance", {**GLANCE, "name": "N"}, ["name: must be an object"]),
        ("chat:glance", {**GLANCE, "icon": {"url": "/i"}}, ["icon.url@2x: is required"]),
        ("chat:glance", {**GLANCE, "target": ""}, ["target: must not be empty"]),
        ("chat:glance", {**GLANCE, "target": {"key": "d"}}, ["target: must be a text"]),
        ("chat:glance", {**GLANCE, "weight": "1"}, ["weight: must be a whole number"]),
        ("chat:glance", {**GLANCE, "weight": True}, ["weight: must be a whole number"]),
        ("chat:glance", {**GLANCE, "conditions": {}}, ["conditions: must be a list"]),
        (
            "chat:glance",
            {**GLANCE, "conditions": [{"condition": "is_nice"}]},
            [
                "conditions[0].condition: must be 'conversation_is_public', "
                "'conversation_is_room', 'room_is_public', 'user_is_admin', 'user_is_guest' or "
                "'user_is_room_owner'"
            ],
        ),
        (
            "chat:sidebar",
            {**SIDEBAR, "conditions": [{"type": "or", "conditions": [{"type": "and"}]}]},
            ["conditions[0].conditions[0]: needs conditions beside type"],
        ),
        (
            "chat:sidebar",
            {**SIDEBAR, "conditions": [{"type": "xor", "conditions": []}]},
            [
                "conditions[0].type: must be 'and' or 'or'",
                "conditions[0].conditions: must not be empty",
            ],
        ),
        (
            "chat:sidebar",
            {**SIDEBAR, "conditions": [{"conditions": [{"condition": "user_is_guest"}]}]},
            ["conditions[0]: needs type, 'and' or 'or', beside conditions"],
        ),
        (
            "chat:sidebar",
            {**SIDEBAR, "conditions": [{"condition": "user_is_guest", "type": "or"}]},
            [
                "conditions[0]: is either one condition or several with type and conditions, "
                "not both"
            ],
        ),
        (
            "chat:sidebar",
            {**SIDEBAR, "conditions": [{"condition": "user_is_guest", "invert": "yes"}]},
            ["conditions[0].invert: must be true or false"],
        ),
        ("chat:sidebar", {"name": NAME}, ["url: is required"]),
        (
            "chat:sidebar",
            {**SIDEBAR, "authentication": "x"},
            ["authentication: must be 'jwt' or 'none'"],
        ),
        (
            "chat:externalPage",
            {"name": NAME, "url": "/a b"},
            ["url: must not hold blanks or control characters"],
        ),
        ("chat:webhook", {"url": "/w"}, ["event: is required"]),
        (
            "chat:webhook",
            {"event": "roster", "url": "/w"},
            ["event: must be 'conversation:updates' or 'roster:updates'"],
        ),
        ("chat:configuration", {}, ["needs exactly one of page and externalPage"]),
        (
            "chat:configuration",
            {"page": {"url": "/c", "target": "d"}},
            ["page: needs exactly one of url and target"],
        ),
        ("chat:messageAction", {"name": NAME}, ["target: is required"]),
    ],
)
def test_what_is_refused_is_said_with_its_place(
    kind: str, module: dict[str, Any], said: list[str]
) -> None:
    assert problems(kind, module) == said


def test_conditions_nested_without_end_are_refused_and_no_more() -> None:
    condition: dict[str, Any] = {"condition": "user_is_guest"}
    for _ in range(5_000):
        condition = {"type": "or", "conditions": [condition]}
    assert problems("chat:glance", {**GLANCE, "conditions": [condition]})


def test_each_type_has_its_three_operations() -> None:
    assert set(LIST) == set(PUT) == set(DELETE) == set(ModuleType)
    for kind in ModuleType:
        paths = {LIST[kind].path, PUT[kind].path.removesuffix("/{key}")}
        assert paths == {DELETE[kind].path.removesuffix("/{key}")}
        assert LIST[kind].path.endswith(f"/app/module/{kind}")
        assert PUT[kind].example().build("s").target == DELETE[kind].example().build("s").target


KEYS = st.text("abcXYZ-._/:é 1", min_size=1, max_size=8).filter(lambda key: key not in {".", ".."})
TEXTS = st.fixed_dictionaries(
    {"value": st.text(max_size=5)}, optional={"i18n": st.text(max_size=3)}
)
URLS = st.sampled_from(["/", "/a", "/a/b?c=d#e", "https://x.example", "https://x.example/é"])
ICONS = st.fixed_dictionaries({"url": URLS, "url@2x": URLS})
CONDITIONS = st.recursive(
    st.fixed_dictionaries(
        {"condition": st.sampled_from(["conversation_is_public", "user_is_room_owner"])},
        optional={"invert": st.booleans()},
    ),
    lambda inner: st.fixed_dictionaries(
        {
            "type": st.sampled_from(["and", "or"]),
            "conditions": st.lists(inner, min_size=1, max_size=3),
        },
        optional={"invert": st.booleans()},
    ),
    max_leaves=5,
)
PAGE = {
    "weight": st.integers(),
    "conditions": st.lists(CONDITIONS, max_size=3),
    "authentication": st.sampled_from(["jwt", "none"]),
}
OPENS = ["openDialog", "openSidebar", "openConfiguration", "openExternalPage"]
ACTIONS = st.fixed_dictionaries(
    {"key": KEYS, "name": TEXTS}, optional={"enabled": st.booleans(), "target": KEYS}
)
MODULES: dict[Any, st.SearchStrategy[dict[str, Any]]] = {
    ModuleType.ACTION_TARGET: st.builds(
        lambda name, key, url: {name: {"key": key}} if name else {"callService": {"url": url}},
        st.sampled_from(["", *OPENS]),
        KEYS,
        URLS,
    ),
    ModuleType.BOT: st.dictionaries(
        st.sampled_from(["mention", "directMessage"]),
        st.fixed_dictionaries({"url": URLS}),
        min_size=1,
    ),
    ModuleType.BOT_MESSAGES: st.fixed_dictionaries(
        {"pattern": st.text(min_size=1, max_size=5), "url": URLS}
    ),
    ModuleType.DIALOG: st.fixed_dictionaries(
        {"title": TEXTS, "url": URLS},
        optional={
            "options": st.fixed_dictionaries(
                {},
                optional={
                    "size": st.sampled_from(
                        ["small", "xlarge", {"width": "5px", "height": "1.5%"}]
                    ),
                    "primaryAction": ACTIONS,
                    "secondaryActions": st.lists(ACTIONS, max_size=2),
                    "hint": TEXTS,
                },
            )
        },
    ),
    ModuleType.EXTERNAL_PAGE: st.fixed_dictionaries({"name": TEXTS, "url": URLS}),
    ModuleType.GLANCE: st.fixed_dictionaries(
        {"name": TEXTS, "icon": ICONS}, optional={"target": KEYS, "queryUrl": URLS, **PAGE}
    ),
    ModuleType.SIDEBAR: st.fixed_dictionaries(
        {"name": TEXTS, "url": URLS}, optional={"icon": ICONS, **PAGE}
    ),
    ModuleType.WEBHOOK: st.fixed_dictionaries(
        {"event": st.sampled_from(["conversation:updates", "roster:updates"]), "url": URLS}
    ),
}


@pytest.mark.parametrize("kind", ModuleType)
@given(data=st.data())
def test_a_valid_module_is_sent_as_it_was_given(kind: ModuleType, data: st.DataObject) -> None:
    module, key = data.draw(MODULES[kind]), data.draw(KEYS)
    given_to = {"cloud_id": "s", "conversation_id": "c", "key": key}
    call = PUT[kind].from_text(given_to, body=json.dumps(module).encode())
    assert json.loads(call.build().body) == module
    # What the path says may be said again, and nothing else.
    again = json.dumps({**module, "key": key}).encode()
    assert PUT[kind].from_text(given_to, body=again).key == key
    with pytest.raises(ValidationError, match="differs from the path"):
        PUT[kind].from_text(given_to, body=json.dumps({**module, "key": f"{key}x"}).encode())


@pytest.mark.parametrize("kind", ModuleType)
@given(data=st.data())
def test_a_module_with_a_part_missing_or_changed_is_judged_in_words(
    kind: ModuleType, data: st.DataObject
) -> None:
    module = data.draw(MODULES[kind])
    name = data.draw(st.sampled_from(sorted(module)))
    value: Any = data.draw(st.sampled_from([None, 1, "", [], {}, "x\x00", {"key": 1}, True]))
    for said in problems(kind, {**module, name: value}):
        # A rule of the whole has no place; all others begin with theirs.
        assert said.startswith((name, "needs "))
        assert len(said) < 300
        assert "\n" not in said


@pytest.mark.parametrize("kind", ModuleType)
@given(data=st.data())
def test_the_json_schema_takes_what_the_model_takes(kind: ModuleType, data: st.DataObject) -> None:
    schema = MODULE_MODELS[kind].model_json_schema(by_alias=True)
    Draft202012Validator(schema).validate(data.draw(MODULES[kind]))


def put(**more: Any) -> PutGlanceState:
    return PutGlanceState(cloud_id="s", conversation_id="c", key="k", **more)


def test_a_glances_state_has_a_plain_label() -> None:
    assert json.loads(put(label="3").build().body) == {"label": "3"}
    with pytest.raises(ValidationError) as caught:
        put(label={"value": "3"})
    assert str(PutGlanceState.problems(caught.value)[0]) == (
        "label: must be a plain text here, not an object with a value"
    )
    body = b'{"label": "3", "context": {"cloudId": "s"}, "metadata": {"n": 1}}'
    read = PutGlanceState.from_text({"conversationId": "c", "key": "k"}, body=body)
    assert (read.label, read.metadata) == ("3", {"n": 1})


@pytest.mark.parametrize(
    ("word", "read"),
    [
        ("a", ["a"]),
        ("a,b", ["a", "b"]),
        (" a , b,", ["a", "b"]),
        ('["a", "b"]', ["a", "b"]),
        ("", []),
    ],
)
def test_users_of_a_roster_are_given_as_words(word: str, read: list[str]) -> None:
    assert UpdateRoster.from_text({"conversation_id": "c", "add": word}).add == read


@pytest.mark.parametrize(
    ("word", "why"),
    [("[", "not JSON"), ('[""]', "must not be empty"), ("[1]", "must be a text")],
)
def test_users_that_are_none_are_refused(word: str, why: str) -> None:
    with pytest.raises((CallError, ValidationError)) as caught:
        UpdateRoster.from_text({"conversationId": "c", "remove": word})
    error = caught.value
    words = UpdateRoster.problems(error) if isinstance(error, ValidationError) else [error]
    assert why in str(words[0])


def test_archiving_sends_an_empty_object_and_reads_one() -> None:
    for body in (None, b"{}", b" { } ", b" "):
        call = ArchiveConversation.from_text({"conversationId": "c"}, body=body)
        assert call.build("s").body == b"{}"
    for body in (b"[]", b"null", b'{"a": 1}', b"{"):
        with pytest.raises(CallError, match="JSON"):
            ArchiveConversation.from_text({"conversationId": "c"}, body=body)
    with pytest.raises(CallError, match="Content-Type"):
        ArchiveConversation.from_text({"conversationId": "c"}, body=b"{}", content_type="text/xml")
    assert ArchiveConversation.unchecked({"conversationId": "c"}).build("s").body == b""


OUTSIDE: list[type[Operation[Any]]] = [
    each for each in CATALOGUE.values() if not each.in_collection
]


@pytest.mark.parametrize("operation", OUTSIDE, ids=lambda each: each.__name__)
def test_the_catalogue_lists_the_collection_first_then_by_resource(
    operation: type[Operation[Any]],
) -> None:
    places = list(CATALOGUE.values())
    first = next(index for index, each in enumerate(places) if not each.in_collection)
    assert places.index(operation) >= first
    of_group = [
        index
        for index, each in enumerate(places)
        if not each.in_collection and each.group == operation.group
    ]
    assert of_group == list(range(of_group[0], of_group[-1] + 1))
