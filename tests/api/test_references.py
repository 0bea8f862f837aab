"""Modules that name each other by key: where, of which type, and whether they are there."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.api.models.modules import TEMPLATES, DescriptorType, ModuleType
from explorer.api.references import (
    Presence,
    Reference,
    Resolution,
    document_references,
    module_references,
    resolve,
)

TARGET, DIALOG = ModuleType.ACTION_TARGET, ModuleType.DIALOG
SIDEBAR, PAGE, GLANCE = ModuleType.SIDEBAR, ModuleType.EXTERNAL_PAGE, ModuleType.GLANCE
CONFIGURATION = DescriptorType.CONFIGURATION


@pytest.mark.parametrize(
    ("type", "module", "found"),
    [
        (TARGET, {"openDialog": {"key": "d"}}, [("openDialog.key", "d", (DIALOG,))]),
        (TARGET, {"openSidebar": {"key": "s"}}, [("openSidebar.key", "s", (SIDEBAR,))]),
        (TARGET, {"openExternalPage": {"key": "p"}}, [("openExternalPage.key", "p", (PAGE,))]),
        (
            TARGET,
            {"openConfiguration": {"key": "c"}},
            [("openConfiguration.key", "c", (CONFIGURATION,))],
        ),
        (TARGET, {"callService": {"url": "/x"}, "key": "k", "parameters": {"key": "x"}}, []),
        (GLANCE, {"target": "x"}, [("target", "x", (SIDEBAR, DIALOG, TARGET))]),
        (
            DIALOG,
            {
                "options": {
                    "primaryAction": {"key": "a", "target": "t"},
                    "secondaryActions": [{"key": "b"}, {"key": "c", "target": "u"}],
                }
            },
            [
                ("options.primaryAction.target", "t", (TARGET, DIALOG)),
                ("options.secondaryActions[1].target", "u", (TARGET, DIALOG)),
            ],
        ),
        (CONFIGURATION, {"page": {"target": "d"}}, [("page.target", "d", (DIALOG,))]),
        (
            CONFIGURATION,
            {"externalPage": {"target": "p"}},
            [("externalPage.target", "p", (PAGE,))],
        ),
        (DescriptorType.INPUT_ACTION, {"target": "d"}, [("target", "d", (DIALOG, TARGET))]),
        (DescriptorType.MESSAGE_ACTION, {"target": "d"}, [("target", "d", (DIALOG, TARGET))]),
        (SIDEBAR, {"target": "x", "key": "k"}, []),
        (ModuleType.BOT, TEMPLATES[ModuleType.BOT], []),
        (TARGET, {"openDialog": {"key": ""}, "openSidebar": {"key": 3}}, []),
        (TARGET, {"openDialog": "d"}, []),
        (TARGET, None, []),
    ],
)
def test_where_a_module_names_others(
    type: ModuleType | DescriptorType, module: Any, found: list[Any]
) -> None:
    references = module_references(type, module)
    assert [(each.where, each.key, each.types) for each in references] == found
    for each in references:
        value = module
        for step in each.path:
            value = value[step]
        assert value == each.key


def card(*actions: Any) -> dict[str, Any]:
    return {"type": "applicationCard", "attrs": {"text": "c", "actions": list(actions)}}


def test_where_a_message_names_modules() -> None:
    marked = {
        "type": "text",
        "text": "do it",
        "marks": [{"type": "strong"}, {"type": "action", "attrs": {"target": {"key": "mark"}}}],
    }
    buttons = {
        "type": "inlineExtension",
        "attrs": {
            "extensionKey": "actionGroup",
            "parameters": {
                "key": "menu",
                "actions": [{"key": "a", "action": {"target": {"key": "button"}}}, {"key": "b"}],
            },
        },
    }
    document = {
        "type": "doc",
        "version": 1,
        "content": [
            {"type": "panel", "content": [{"type": "paragraph", "content": [marked, buttons]}]},
            card(
                {"title": "A", "target": {"key": "card"}},
                {"title": "B", "target": {"key": "other", "receiver": "their-app"}},
            ),
        ],
    }
    found = document_references(document)
    assert [(each.where, each.key, each.receiver) for each in found] == [
        ("content[0].content[0].content[0].marks[1].attrs.target.key", "mark", ""),
        (
            "content[0].content[0].content[1].attrs.parameters.actions[0].action.target.key",
            "button",
            "",
        ),
        ("content[1].attrs.actions[0].target.key", "card", ""),
        ("content[1].attrs.actions[1].target.key", "other", "their-app"),
    ]
    assert {each.types for each in found} == {(TARGET, DIALOG)}


def test_a_message_nested_without_end_is_walked() -> None:
    document: Any = card({"target": {"key": "deep"}})
    for _ in range(20_000):
        document = {"type": "bodiedExtension", "content": [document]}
    [found] = document_references(document)
    assert (found.key, len(found.path)) == ("deep", 40_000 + 5)


SHELF = {TARGET: {"a"}, DIALOG: {"a", "d"}, SIDEBAR: {"s"}, PAGE: set[str]()}


@pytest.mark.parametrize(
    ("key", "types", "receiver", "expected"),
    [
        ("d", (DIALOG,), "", Resolution(Presence.PRESENT, DIALOG)),
        ("s", (DIALOG,), "", Resolution(Presence.MISSING)),
        ("a", (TARGET, DIALOG), "", Resolution(Presence.PRESENT, TARGET)),
        ("d", (TARGET, DIALOG), "", Resolution(Presence.PRESENT, DIALOG)),
        ("x", (TARGET, DIALOG), "", Resolution(Presence.MISSING)),
        ("p", (PAGE,), "", Resolution(Presence.MISSING)),
        # Configurations are never listed; glances were not in this shelf.
        ("c", (CONFIGURATION,), "", Resolution(Presence.UNKNOWN)),
        ("g", (SIDEBAR, GLANCE), "", Resolution(Presence.UNKNOWN)),
        ("s", (GLANCE, SIDEBAR), "", Resolution(Presence.PRESENT, SIDEBAR)),
        ("d", (DIALOG,), "their-app", Resolution(Presence.UNKNOWN)),
    ],
)
def test_what_a_reference_leads_to(
    key: str, types: tuple[Any, ...], receiver: str, expected: Resolution
) -> None:
    assert resolve(Reference(("target",), key, types, receiver), SHELF) == expected


def test_a_type_that_could_not_be_read_is_unknown() -> None:
    reference = Reference(("target",), "d", (DIALOG,))
    assert resolve(reference, {DIALOG: None}).presence is Presence.UNKNOWN


def test_templates_that_name_others_name_templates() -> None:
    keys = {kind: {template["key"]} for kind, template in TEMPLATES.items()}
    found = [each for kind in ModuleType for each in module_references(kind, TEMPLATES[kind])]
    assert len(found) >= 2
    assert {resolve(each, keys).presence for each in found} == {Presence.PRESENT}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "openDialog",
                    "key",
                    "options",
                    "primaryAction",
                    "secondaryActions",
                    "target",
                    "page",
                    "externalPage",
                    "content",
                    "marks",
                    "attrs",
                    "actions",
                    "parameters",
                    "action",
                    "type",
                    "extensionKey",
                ]
            )
            | st.text(max_size=3),
            inner
            | st.sampled_from(["applicationCard", "action", "inlineExtension", "actionGroup"]),
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(JSON, st.sampled_from([*ModuleType, *DescriptorType]))
def test_no_json_is_too_odd(value: Any, type: ModuleType | DescriptorType) -> None:
    for each in module_references(type, value) + document_references(value):
        there = value
        for step in each.path:
            there = there[step]
        assert there == each.key != ""
        assert each.types
