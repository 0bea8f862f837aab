"""Reading the data of a run's iterations, CSV or a list of objects in JSON: a row for each."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

from explorer.document.safe import one_line
from explorer.formats.errors import FormatError
from explorer.formats.postman.loading import decoded, load, position
from explorer.formats.postman.pieces import kind_of, text_of

Row = dict[str, str]
"""The values of one iteration by name."""

_BETWEEN = re.compile(r"[\s,]*")


def read_data(data: bytes, name: str = "") -> tuple[Row, ...]:
    """The rows of a data file: a JSON list of objects, or CSV with names in its first line.

    A value that is null in JSON is none; one that is a list or an object stands as JSON.

    Args:
        data: Its bytes, with or without a byte order mark.
        name: Of the file: one that ends in `.csv` or `.json` is read as what it says it is.

    Raises:
        FormatError: It is neither, or holds nothing: a sentence with the line that is wrong.
    """
    text = decoded(data)
    if not text.strip():
        raise FormatError("The file is empty. Give a row of values for each iteration.")
    says = name.lower().rpartition(".")[2]
    is_json = says == "json" or (says != "csv" and text.lstrip()[:1] in {"[", "{"})
    rows = _objects(load(data, "data file"), text) if is_json else tuple(_table(text))
    if not rows:
        raise FormatError("The file has no rows, so that nothing would be sent. Give it one.")
    return rows


def _objects(value: Any, text: str) -> tuple[Row, ...]:
    if not isinstance(value, list):
        raise FormatError(
            f"The file is {kind_of(value)}; a list of objects was expected, one for each iteration."
        )
    for index, each in enumerate(value):
        if not isinstance(each, dict):
            line = _line_of(text, index)
            raise FormatError(
                f"Line {line}: item {index + 1} of the list is {kind_of(each)}; an object of names "
                "and values was expected.",
                line,
            )
    return tuple(
        {name: known for name, each in row.items() if (known := text_of(each)) is not None}
        for row in value
    )


def _line_of(text: str, index: int) -> int:
    """The line in which an item of the list begins."""
    decoder, place = json.JSONDecoder(), text.index("[") + 1
    for _ in range(index):
        place = decoder.raw_decode(text, _next(text, place))[1]
    return position(text, _next(text, place))[0]


def _next(text: str, place: int) -> int:
    found = _BETWEEN.match(text, place)
    return found.end() if found else place


def _table(text: str) -> Iterator[Row]:
    text = text.removeprefix("\ufeff")
    head = text.lstrip().partition("\n")[0]
    # What a spreadsheet writes where the comma is the decimal sign.
    separator = next((each for each in ",;\t" if each in head), ",")
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=separator, strict=True, skipinitialspace=True
    )
    names: list[str] = []
    line = 1
    try:
        for cells in reader:
            if any(each.strip() for each in cells):
                if names:
                    yield _row(names, cells, line)
                else:
                    names = _names(cells, line)
            line = reader.line_num + 1
    except csv.Error as problem:
        raise FormatError(
            f"Line {line}: it is not CSV: {problem}. Close its quotes, and write a quote within "
            "quotes twice.",
            line,
        ) from None


def _names(cells: list[str], line: int) -> list[str]:
    names = [each.strip() for each in cells]
    twice = next((each for each in names if each and names.count(each) > 1), None)
    if twice is not None:
        raise FormatError(f"Line {line}: {one_line(twice, 60)!r} is named twice. Keep one.", line)
    return names


def _row(names: list[str], cells: list[str], line: int) -> Row:
    if len(cells) != len(names):
        raise FormatError(
            f"Line {line} has {len(cells)} value{'' if len(cells) == 1 else 's'}, where the first "
            f"line names {len(names)}. Put a value that holds the separator in quotes.",
            line,
        )
    # A column without a name can be asked for by none.
    return {name: each for name, each in zip(names, cells, strict=True) if name}
