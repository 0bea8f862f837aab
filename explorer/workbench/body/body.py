"""A body as a face shows it: rows to scroll, containers to fold, values and paths to take along."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from time import perf_counter

from explorer.document.lines import Line, truncate
from explorer.workbench.body import paths
from explorer.workbench.body.charsets import ContentType, kind_of, to_utf8
from explorer.workbench.body.drawing import begun_at, marked
from explorer.workbench.body.finder import Finder
from explorer.workbench.body.folds import Folds
from explorer.workbench.body.hex_lines import HexLines
from explorer.workbench.body.json_lines import JsonLines
from explorer.workbench.body.pattern import Pattern, PatternError
from explorer.workbench.body.source import CUT_AT, BodyLines, Copied
from explorer.workbench.body.text_lines import TextLines

SLICE = 0.008
"""Seconds that reading or searching may take before the screen gets its turn."""

PAUSE = 0.004
"""Seconds the screen then has to itself."""


class Body:
    """One body, read as far as the first lines; `advance` or `finish` reads the rest.

    It is a source for a line view: an item is a row, one line high. Rows are what is seen, lines
    what is there; both are counted from 0, and differ where containers are folded.

    Args:
        data: The body's bytes.
        content_type: As the header says it; empty for none.
        cut: Bytes left out after `data`.
        kind: `json`, `text` or `binary` to show it as that, whatever it is; None: what it is.
    """

    fixed_height = 1

    def __init__(
        self, data: bytes, content_type: str = "", *, cut: int = 0, kind: str | None = None
    ) -> None:
        self.data = data
        self.cut = cut
        self.column = 0
        """Characters that every line is begun further to the right."""
        self.restarts = 0
        """How often all lines have become others: when a body was found out not to be JSON."""
        self.complete = False
        """Whether every line is there."""
        declared = ContentType.of(content_type)
        kind = kind_of(data, declared) if kind is None or not data else kind
        decoded = to_utf8(data, "" if kind == "binary" else declared.charset)
        self._utf8 = decoded.data
        self._note = decoded.note if kind in ("json", "text") else ""
        self._problem = ""
        self._lines: BodyLines
        self._folds: Folds | None = None
        self._pattern: Pattern | None = None
        if kind == "json":
            self._json: JsonLines | None = JsonLines(self._utf8, cut)
            self._lines = self._json
            self._folds = Folds(self._json.index)
        else:
            self._json = None
            self._lines = HexLines(data) if kind == "binary" else TextLines(self._utf8, kind)
        self._steps = self._reading()
        self._step()

    # Reading

    @property
    def kind(self) -> str:
        """How it is shown: `json`, `text`, `binary`, or `empty`."""
        return self._lines.kind

    @property
    def notes(self) -> list[str]:
        """Sentences to show beside the body."""
        cut = f"{self.cut:,} more bytes were not kept." if self.cut else ""
        return [note for note in (self._problem, self._note, *self._lines.notes, cut) if note]

    @property
    def json(self) -> JsonLines | None:
        """The lines of a JSON body; None for any other."""
        return self._json

    def advance(self, seconds: float = SLICE) -> bool:
        """Read on for a while; gives whether the body is complete.

        Args:
            seconds: For how long, at least about.
        """
        end = perf_counter() + seconds
        while not self.complete:
            self._step()
            if perf_counter() >= end:
                break
        return self.complete

    def read_all(self) -> None:
        """Read to the end."""
        while not self.complete:
            self._step()

    async def finish(self, told: Callable[[], None] | None = None) -> None:
        """Read to the end, a little at a time, while other things go on.

        Args:
            told: Called after each piece: there are more rows now, or (see `restarts`) others.
        """
        while not self.complete:
            self.advance()
            if told is not None:
                told()
            await asyncio.sleep(PAUSE)

    def _step(self) -> None:
        try:
            next(self._steps)
        except StopIteration:
            self.complete = True
        if self._folds is not None:
            self._folds.grown()

    def _reading(self) -> Iterator[None]:
        yield from self._lines.steps()
        if self._json is not None and self._json.problem:
            self._problem = self._json.problem
            self._json = self._folds = None
            text = TextLines(self._utf8)
            steps = text.steps()
            next(steps, None)
            self._lines = text
            self.restarts += 1
            yield
            yield from steps

    # Lines and rows

    @property
    def line_count(self) -> int:
        """Lines read so far, folded ones too."""
        return len(self._lines)

    def __len__(self) -> int:
        return len(self._lines) if self._folds is None else len(self._folds)

    def line_of(self, row: int) -> int:
        """The line that a row shows."""
        return row if self._folds is None else self._folds.line(row)

    def row_of(self, line: int) -> int:
        """The row that shows a line, or the folded container it is in."""
        return line if self._folds is None else self._folds.row(line)

    def lines(self, index: int, width: int) -> tuple[Line]:
        """One row as it is drawn; what does not fit ends in `…`.

        Args:
            index: Which row.
            width: Cells.
        """
        number = self.line_of(index)
        if self._is_folded(number):
            assert self._json is not None
            line = self._json.folded(number)
        else:
            line = self._lines.line(number)
        if self._pattern is not None:
            try:
                line = marked(line, self._pattern.spans(line.text))
            except PatternError:
                self._pattern = None
        line = begun_at(line, self.column)
        return (truncate(line, width),)

    def mark(self, pattern: Pattern | None) -> None:
        """Mark from now on what a search finds; None: nothing."""
        self._pattern = pattern

    def text(self, line: int) -> str:
        """A line's whole visible text."""
        return self._lines.text(line)

    def search_text(self, index: int) -> str:
        """A row's text."""
        return self._lines.text(self.line_of(index))

    @property
    def source(self) -> BodyLines:
        """The lines themselves, without folds and marks."""
        return self._lines

    # Folds

    def toggle(self, index: int) -> bool:
        """Fold or unfold what a row opens; whether rows have changed by it."""
        return self.expand(index) or self.collapse(index)

    def expand(self, index: int) -> bool:
        """Unfold what a row opens; whether rows have changed by it."""
        container = self._opened_by(index)
        if self._folds is None or container is None or not self._folds.is_folded(container):
            return False
        self._folds.unfold(container)
        return True

    def collapse(self, index: int) -> bool:
        """Fold what a row opens; whether rows have changed by it."""
        container = self._opened_by(index)
        if self._folds is None or container is None or self._folds.is_folded(container):
            return False
        self._folds.fold(container)
        return True

    def parent(self, index: int) -> int | None:
        """The row that opens the container a row is in; None for one in none."""
        if self._json is None:
            return None
        around = self._json.index.around(self.line_of(index))
        return None if around < 0 else self.row_of(self._json.index.firsts[around])

    def fold_from(self, depth: int) -> None:
        """Fold every container with at least so many around it, and unfold all others.

        Args:
            depth: 0 folds everything.
        """
        if self._folds is not None:
            self._folds.fold_from(depth)

    def unfold_all(self) -> None:
        """Unfold everything."""
        if self._folds is not None:
            self._folds.unfold_all()

    def reveal(self, line: int) -> bool:
        """Unfold whatever hides a line; whether rows have changed by it."""
        return self._folds is not None and self._folds.reveal(line)

    def depth(self, line: int) -> int:
        """How many containers a line is in."""
        return 0 if self._json is None else self._json.index.depth(line)

    def members(self, line: int) -> int | None:
        """Members or items of the container a line opens; None for a line that opens none."""
        if self._json is None:
            return None
        container = self._json.index.opened_by(line)
        return None if container is None else self._json.index.counts[container]

    def _opened_by(self, row: int) -> int | None:
        return None if self._json is None else self._json.index.opened_by(self.line_of(row))

    def _is_folded(self, line: int) -> bool:
        if self._json is None or self._folds is None or not self._folds.has_any:
            return False
        container = self._json.index.opened_by(line)
        return container is not None and self._folds.is_folded(container)

    # Values and paths

    def value(self, line: int) -> Copied:
        """The value a line shows, opens or closes; in a text the line, in a dump its bytes."""
        return self._lines.value(line)

    def copy_text(self, index: int) -> str:
        """What goes to the clipboard for a row: the value's exact source."""
        return self._lines.value(self.line_of(index)).source

    def path(self, line: int) -> str:
        """The normalized path (RFC 9535) of a line's value; empty where the body is no JSON."""
        return "" if self._json is None else paths.written(paths.steps_to(self._json, line))

    def find_path(self, path: str) -> int | None:
        """The line of a normalized path; None where nothing is, or not yet.

        Raises:
            PathError: The path is none.
        """
        steps = paths.read(path)
        return None if self._json is None else Finder(self._json).line(steps)

    def drawn(self, line: int, limit: int = CUT_AT) -> Line:
        """A line without marks and whether folded or not; see `BodyLines.line`."""
        return self._lines.line(line, limit)
