"""All in one display: few models, parts built when opened, and what every component keeps to."""

from __future__ import annotations

import json
from html import escape
from typing import Any

import ipywidgets
import pytest
import traitlets

from explorer import notebook
from explorer.notebook.component import Component
from explorer.notebook.explorer import Explorer
from explorer.sandbox.server import Sandbox
from explorer.workbench.workbench import Workbench
from tests.notebook.clicks import click, marked


def models() -> dict[str, Any]:
    state: dict[str, Any] = ipywidgets.Widget.get_manager_state()["state"]
    return state


@pytest.fixture
def nothing_there() -> None:
    ipywidgets.Widget.close_all()


async def leave(made: Any) -> None:
    """Leave nothing that goes on in the background."""
    await made.settled()
    parts = [made, *getattr(made, "_parts", {}).values()]
    made.close()
    for part in parts:
        await part.bridge.everything()


async def test_it_opens_on_the_first_conversation_before_it_is_shown(
    nothing_there: None, workbench: Workbench
) -> None:
    made = Explorer(workbench)
    bundle = made._repr_mimebundle_()
    first = made.browser.conversations[0]
    assert made.selected is first
    assert made.messages.loaded
    assert made.messages._shown is first
    assert escape(first.name) in bundle["text/html"]
    assert len(bundle["text/html"].encode()) < 20_000
    assert "is left out here" not in bundle["text/html"]
    await leave(made)


async def test_it_is_under_40_models_and_writing_is_built_when_opened(
    nothing_there: None, workbench: Workbench
) -> None:
    made = Explorer(workbench)
    made._repr_mimebundle_()
    await made.settled()
    assert len(models()) < 40
    before = len(models())
    made._talk.children[1].click()
    await made.settled()
    assert len(models()) > before
    assert made.composer.conversation is made.selected
    assert made._talk.children == (made.messages, made.composer)
    await leave(made)


async def test_choosing_opens_and_everything_can_be_driven_from_code(
    nothing_there: None, workbench: Workbench
) -> None:
    made = Explorer(workbench)
    await made.settled()
    click(made.browser._list, 3)
    await made.messages.settled()
    chosen = made.browser.conversations[3]
    assert made.selected is chosen is made.messages.conversation
    made.selected = made.browser.conversations[5]
    await made.messages.settled()
    assert marked(made.browser._list) == 5
    await leave(made)


async def test_a_tab_is_built_when_it_is_opened_and_is_about_what_is_chosen(
    nothing_there: None, workbench: Workbench
) -> None:
    made = Explorer(workbench)
    await made.settled()
    before = len(models())
    made._tabs.selected_index = 1
    await made.settled()
    assert made._tabs.children[1] is made.editor
    assert made.editor.conversation is made.selected
    assert len(models()) > before
    made.go_to("Endpoints")
    await made.settled()
    assert made._tabs.children[2] is made.runner
    assert made.runner.conversation is made.selected
    made.go_to("Exchanges")
    await made.settled()
    assert made._tabs.children[3] is made.inspector
    made.selected = made.browser.conversations[4]
    assert made.editor.conversation is made.runner.conversation is made.selected
    with pytest.raises(ValueError, match="There is no tab 'Files'"):
        made.go_to("Files")
    await leave(made)


async def test_without_a_server_it_says_so_and_can_try_again(
    nothing_there: None, monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox
) -> None:
    monkeypatch.setenv("STRIDE_BASE_URL", "ftp://elsewhere")
    made = Explorer()
    await made.settled()
    assert "STRIDE_BASE_URL" in made._foot.line.value
    monkeypatch.setenv("STRIDE_BASE_URL", sandbox.base_url)
    made._try_again.click()
    await made.settled()
    assert made.problem == ""
    assert made.browser.conversations
    await leave(made)


COMPONENTS = sorted(
    name
    for name in notebook.__all__
    if isinstance(made := getattr(notebook, name), type) and issubclass(made, Component)
)


@pytest.mark.parametrize("name", COMPONENTS)
async def test_no_component_hides_a_part_of_the_widget_it_is(
    name: str, workbench: Workbench
) -> None:
    made = getattr(notebook, name)(workbench)
    own = {each for each in vars(made) if not each.startswith("__")}
    of_widgets = set(dir(ipywidgets.VBox)) | set(vars(ipywidgets.VBox()))
    usual = set(vars(ipywidgets.VBox()))
    assert own & (of_widgets - usual) <= set(made.traits())
    kinds = [kind for kind in type(made).__mro__ if kind.__module__.startswith("explorer.")]
    ours = {name for kind in kinds for name in vars(kind) if not name.startswith("__")}
    meant = {"close", "_repr_mimebundle_", "send", *vars(ipywidgets.VBox)}
    assert ours & set(dir(ipywidgets.VBox)) <= meant
    await leave(made)


@pytest.mark.parametrize("name", COMPONENTS)
async def test_no_secret_is_in_any_trait_or_picture(
    name: str, nothing_there: None, workbench: Workbench, sandbox: Sandbox
) -> None:
    made = getattr(notebook, name)(workbench)
    bundle = made._repr_mimebundle_()
    await made.settled()
    token = workbench.client.context.auth.token()
    hidden = [sandbox.credentials.client_secret, *([token.reveal()] if token else [])]
    seen = json.dumps(models()) + json.dumps(bundle)
    assert not [secret for secret in hidden if secret in seen]
    await leave(made)


@pytest.mark.parametrize("name", COMPONENTS)
async def test_every_control_has_a_name_for_who_cannot_see_it(
    name: str, nothing_there: None, workbench: Workbench
) -> None:
    made = getattr(notebook, name)(workbench)
    made._repr_mimebundle_()
    await made.settled()
    for widget in _all(made):
        if isinstance(widget, ipywidgets.Button | ipywidgets.Checkbox):
            assert widget.description or widget.tooltip
        elif hasattr(widget, "description") and not isinstance(widget, ipywidgets.HTML):
            assert widget.description
    await leave(made)


def _all(widget: Any) -> list[Any]:
    return [widget, *(each for child in getattr(widget, "children", ()) for each in _all(child))]


def test_names_are_offered_and_nothing_else() -> None:
    assert {"Explorer", "ConversationBrowser", "MessageView", "MessageComposer"} <= set(
        dir(notebook)
    )
    with pytest.raises(AttributeError, match="has no attribute 'Nothing'"):
        _ = notebook.Nothing
    assert issubclass(notebook.Explorer, traitlets.HasTraits)
