"""Folding: whatever is folded and unfolded, in a body that may still be read, rows stay in step."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from explorer.tui.widgets.source import (
    Copyable,
    Foldable,
    LineSource,
    Searchable,
    Togglable,
    text_reader,
    text_to_copy,
)
from explorer.workbench.body import Body, json_scan
from explorer.workbench.body.folds import Folds
from explorer.workbench.body.json_index import JsonIndex
from explorer.workbench.body.json_scan import JsonScan

values = st.recursive(
    st.integers(0, 9),
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(st.sampled_from("abcd"), inner, max_size=4)
    ),
    max_leaves=30,
)


class FoldsMachine(RuleBasedStateMachine):
    """Folds beside a model: the set of folded containers, and lines hidden by asking each one."""

    @initialize(value=values, step=st.sampled_from([1, 3, 2_000]))
    def begin(self, value: Any, step: int) -> None:
        self.index = JsonIndex(json.dumps([value, value]).encode())
        self.folds = Folds(self.index)
        self.folded: set[int] = set()
        self.from_depth: int | None = None
        saved, json_scan.STEP = json_scan.STEP, step
        try:
            self.steps = iter(list(self._growth()))
        finally:
            json_scan.STEP = saved
        self.read_on()

    def _growth(self) -> Any:
        """The index at each of its steps; growing is replayed from these."""
        index = JsonIndex(self.index.data)
        scan = JsonScan(index)
        for _ in scan.steps():
            yield self._copy(index)
        yield self._copy(index)

    def _copy(self, index: JsonIndex) -> dict[str, Any]:
        names = ("starts", "firsts", "lasts", "parents", "depths", "ordinals", "counts", "objects")
        return {name: getattr(index, name)[:] for name in names}

    def _unread(self) -> bool:
        return hasattr(self, "steps")

    @precondition(_unread)
    @rule()
    def read_on(self) -> None:
        grown = next(self.steps, None)
        if grown is None:
            del self.steps
            return
        before = len(self.index.firsts)
        for name, content in grown.items():
            setattr(self.index, name, content)
        if self.from_depth is not None:
            new = range(before, len(self.index.firsts))
            self.folded |= {one for one in new if self.index.depths[one] >= self.from_depth}
        self.folds.grown()

    @precondition(lambda self: len(self.index.firsts))
    @rule(data=st.data())
    def fold(self, data: st.DataObject) -> None:
        container = data.draw(st.integers(0, len(self.index.firsts) - 1))
        self.folds.fold(container)
        self.folded.add(container)

    @precondition(lambda self: len(self.index.firsts))
    @rule(data=st.data())
    def unfold(self, data: st.DataObject) -> None:
        container = data.draw(st.integers(0, len(self.index.firsts) - 1))
        self.folds.unfold(container)
        self.folded.discard(container)

    @rule(depth=st.integers(0, 4))
    def fold_from(self, depth: int) -> None:
        self.folds.fold_from(depth)
        self.from_depth = depth
        self.folded = {
            one for one in range(len(self.index.firsts)) if self.index.depths[one] >= depth
        }

    @rule()
    def unfold_all(self) -> None:
        self.folds.unfold_all()
        self.from_depth = None
        self.folded = set()

    @precondition(lambda self: len(self.index))
    @rule(data=st.data())
    def reveal(self, data: st.DataObject) -> None:
        line = data.draw(st.integers(0, len(self.index) - 1))
        was_hidden = self._hidden_by(line) != set()
        assert self.folds.reveal(line) == was_hidden
        self.folded -= self._hidden_by(line)
        assert not self.folds.is_hidden(line)

    def _hidden_by(self, line: int) -> set[int]:
        index = self.index
        return {
            one
            for one in self.folded
            if index.firsts[one] < line <= min(index.lasts[one], len(index) - 1)
        }

    @invariant()
    def rows_are_the_lines_that_nothing_hides(self) -> None:
        if not hasattr(self, "folds"):
            return
        seen = [line for line in range(len(self.index)) if not self._hidden_by(line)]
        assert len(self.folds) == len(seen)
        assert [self.folds.line(row) for row in range(len(seen))] == seen
        for line in range(len(self.index)):
            outermost = min((self.index.firsts[one] for one in self._hidden_by(line)), default=line)
            assert self.folds.row(line) == seen.index(outermost)
            assert self.folds.is_hidden(line) == (outermost != line)
        for container in range(len(self.index.firsts)):
            assert self.folds.is_folded(container) == (container in self.folded)


FoldsMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestFolds = FoldsMachine.TestCase


def read(value: Any) -> Body:
    body = Body(json.dumps(value).encode())
    body.read_all()
    return body


def rows(body: Body) -> list[str]:
    return [body.lines(row, 80)[0].text for row in range(len(body))]


def test_a_folded_container_is_one_row_with_its_count() -> None:
    body = read({"values": [1, 2], "self": {"id": 1}, "none": [], "more": {"a": 1, "b": 2}})
    body.fold_from(1)
    assert rows(body) == [
        "{",
        '  "values": […], 2 items',
        '  "self": {…}, 1 member',
        '  "none": [],',
        '  "more": {…} 2 members',
        "}",
    ]
    assert body.lines(1, 80)[0].spans[-1].style == "muted"
    body.fold_from(0)
    assert rows(body) == ["{…} 4 members"]
    assert body.copy_text(0).startswith('{"values"')
    body.unfold_all()
    assert len(body) == body.line_count


def test_keys_of_a_line_view_open_close_and_go_up() -> None:
    body = read({"values": [1, {"id": 1}]})
    assert body.collapse(3)
    assert rows(body)[3] == "    {…} 1 member"
    assert not body.collapse(3)
    assert body.expand(3)
    assert not body.expand(3)
    assert not body.toggle(2)
    assert body.toggle(1)
    assert rows(body) == ["{", '  "values": […] 2 items', "}"]
    assert body.parent(1) == 0
    assert body.parent(0) is None
    assert body.toggle(1)
    assert body.parent(4) == 3
    assert body.parent(3) == 1
    assert body.parent(5) == 3


def test_what_was_folded_inside_stays_folded() -> None:
    body = read([[[1]], 2])
    body.collapse(2)
    body.collapse(1)
    assert rows(body) == ["[", "  […], 1 item", "  2", "]"]
    body.expand(1)
    assert rows(body) == ["[", "  [", "    […] 1 item", "  ],", "  2", "]"]
    assert body.row_of(3) == 2
    assert body.reveal(3)
    assert len(body) == body.line_count


def test_long_rows_end_in_dots_and_can_begin_further_right() -> None:
    body = read(["abcdefghij" * 5])
    assert rows(body)[1] == '  "' + "abcdefghij" * 5 + '"'
    assert body.lines(1, 10)[0].text == '  "abcdef…'
    body.column = 6
    assert body.lines(1, 10)[0].text == "defghijab…"
    body.column = 1_000
    assert body.lines(1, 10)[0].text == ""


def test_a_body_is_all_that_a_line_view_asks_of_a_source() -> None:
    body = read({"a": [1]})
    for protocol in (Searchable, Copyable, Togglable, Foldable):
        assert isinstance(body, protocol)
    source: LineSource = body
    assert source.fixed_height == 1
    assert text_reader(source, 80)(1) == '  "a": ['
    assert text_to_copy(source, 1, ()) == "[1]"
