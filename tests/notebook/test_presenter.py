"""A tour in a cell: played step by step, on a sandbox of its own or the one that is given."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from explorer.notebook import present
from explorer.notebook.presenter import TourPresenter
from explorer.sandbox.server import Sandbox
from explorer.tour.errors import TourError
from explorer.tour.reading import read_text
from explorer.workbench.workbench import Workbench


def shown(presenter: TourPresenter) -> str:
    return " ".join(
        each.value
        for each in (presenter._title, presenter._note, presenter._request, presenter._answer)
    )


async def step(presenter: TourPresenter) -> Any:
    presenter.next()
    await presenter.settled()
    return presenter.exchange


async def test_a_tour_from_beginning_to_end(workbench: Workbench) -> None:
    presenter = present("first-look", workbench)
    await presenter.settled()
    assert "First look" in shown(presenter)
    assert "Where are we?" in shown(presenter)
    for number in range(1, 6):
        await step(presenter)
        assert presenter.number == number
        assert presenter._next.description == "Send"
        made = await step(presenter)
        assert made is not None
        assert presenter.status == "As expected."
        assert presenter._next.description == "Next"
        assert f"{made.status} " in presenter._answer.value
    assert "<mark>" in presenter._answer.value
    await step(presenter)
    assert presenter.status == "That was the last step."
    presenter.back()
    assert presenter.number == 4
    # The server is not the tour's own, and what was done there is undone when one wants that.
    assert "sx-gone" not in presenter._clean._dom_classes
    presenter.clean_up()
    await presenter.settled()
    assert presenter.status == "Cleaned up."
    presenter.close()


async def test_values_are_changed_for_this_time(workbench: Workbench) -> None:
    tour = read_text("title: T\nsteps:\n  - operation: ListConversations\n    values: {limit: 2}\n")
    presenter = present(tour, workbench)
    await presenter.settled()
    await step(presenter)
    field = presenter._fields.children[0].children[1]
    assert field.value == "2"
    field.value = "1"
    assert "limit=1" in presenter._request.value
    made = await step(presenter)
    assert made.request.target.endswith("limit=1")
    field = presenter._fields.children[0].children[1]
    field.value = "none"
    await step(presenter)
    assert "limit" in presenter.status
    assert tour.steps[0].values == {"limit": "2"}


async def test_a_body_is_changed_where_one_reads_it(workbench: Workbench) -> None:
    tour = read_text(
        "title: T\nsteps:\n  - operation: CreateConversation\n"
        "    body: {name: Mine, privacy: public, topic: ''}\n"
        "  - operation: PutDialog\n    values: {conversationId: nowhere-1, key: k}\n"
        "    body: {key: k, title: {value: T}, url: /t}\n"
    )
    presenter = present(tour, workbench)
    await presenter.settled()
    presenter.next()
    presenter._fields.children[0].children[1].value = "War room"
    made = await step(presenter)
    assert b'"War room"' in made.request.body
    presenter.number = 2
    field = presenter._fields.children[2].children[1]
    field.value = "{"
    assert "not JSON" in presenter.status
    assert field.value == "{"
    presenter.close()


async def test_without_a_target_it_has_a_sandbox_of_its_own(sandbox: Sandbox) -> None:
    tour = read_text(
        "title: Own\nsandbox: {seed: 5}\nsteps:\n  - operation: CreateConversation\n"
        "    body: {name: Mine, privacy: public, topic: ''}\n"
    )
    before = len(sandbox.requests())
    presenter = present(tour)
    await presenter.settled()
    await step(presenter)
    made = await step(presenter)
    assert made.status == 201
    assert len(sandbox.requests()) == before
    directory = Path(presenter._directory.name)
    assert directory.exists()
    presenter.close()
    assert not directory.exists()


async def test_hostile_texts_are_inert(workbench: Workbench) -> None:
    evil = "<img src=x onerror=alert(1)>"
    tour = read_text(
        f"title: '{evil}'\nintro: '{evil}'\nsteps:\n  - operation: CreateConversation\n"
        f"    title: '{evil}'\n    note: '[x](javascript:alert(1)) {evil}'\n"
        f"    body: {{name: '{evil}', privacy: public, topic: ''}}\n"
    )
    presenter = present(tour, workbench)
    await presenter.settled()
    seen = [shown(presenter)]
    await step(presenter)
    seen.append(shown(presenter))
    await step(presenter)
    seen += [shown(presenter), str(presenter.picture()._repr_html_())]
    for html in seen:
        assert "<img" not in html
        assert 'href="javascript' not in html


def test_a_tour_that_its_server_cannot_play_is_refused_by_line(workbench: Workbench) -> None:
    with pytest.raises(
        TourError, match=r"when_things_fail\.yaml:\d+: steps\[2\]\.as: there are no"
    ):
        present("when-things-fail", workbench)
    with pytest.raises(TourError, match=r"tour:3: steps\[1\]\.as: the sandbox has no"):
        present(read_text("title: T\nsteps:\n  - {operation: ListSites, as: nosuch}\n"))


async def test_no_secret_is_in_a_trait() -> None:
    presenter = present("when-things-fail")
    await presenter.settled()
    assert presenter.workbench is not None
    sandbox = presenter.workbench.sandbox
    assert sandbox is not None
    for _ in range(4):
        await step(presenter)
    held = sandbox.credentials
    for widget in (presenter, presenter._request, presenter._answer, presenter._note):
        state = repr(widget.get_state()) if hasattr(widget, "get_state") else repr(widget)
        assert held.client_secret not in state
        assert held.participate_token not in state


def test_a_file_that_is_no_tour_is_said(tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text("title: x\n")
    with pytest.raises(TourError, match=r"bad\.yaml"):
        present(path)


async def test_its_picture_says_where_it_is(workbench: Workbench) -> None:
    presenter = present("first-look", workbench)
    await presenter.settled()
    assert "5 steps" in str(presenter.picture()._repr_html_())
    await step(presenter)
    assert "step 1 of 5" in str(presenter.picture()._repr_html_())
