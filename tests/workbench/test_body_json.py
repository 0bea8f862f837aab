"""A JSON body as lines: what the lines say, where they lead, what is said of a broken text."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.document.safe import visible
from explorer.workbench.body import Body
from explorer.workbench.body.paths import PathError, read, written

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=4), inner, max_size=5)
    ),
    max_leaves=40,
)
layouts = st.fixed_dictionaries(
    {
        "indent": st.sampled_from([None, 0, 2, "\t"]),
        "ensure_ascii": st.booleans(),
        "separators": st.sampled_from([(",", ":"), (" ,\n ", "\r\n : ")]),
    }
)


def encoded(value: Any, layout: dict[str, Any]) -> bytes:
    return json.dumps(value, **layout).encode("utf-8", "surrogatepass")


def body_of(text: str | bytes, content_type: str = "application/json", **options: Any) -> Body:
    body = Body(text.encode() if isinstance(text, str) else text, content_type, **options)
    body.read_all()
    return body


def joined(body: Body) -> str:
    return "\n".join(body.text(line) for line in range(body.line_count))


def reached(value: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


@given(values, layouts)
def test_the_lines_are_what_pretty_printing_gives(value: Any, layout: dict[str, Any]) -> None:
    body = body_of(encoded(value, layout))
    assert body.kind == "json"
    assert joined(body) == visible(json.dumps(value, indent=2, ensure_ascii=False))


@given(values)
def test_what_is_drawn_is_what_is_searched(value: Any) -> None:
    body = body_of(encoded(value, {}))
    for row in range(len(body)):
        (line,) = body.lines(row, 10_000)
        assert line.text == body.text(row)
        assert all(span.text for span in line.spans)


@given(values, layouts)
def test_every_line_leads_to_its_value(value: Any, layout: dict[str, Any]) -> None:
    body = body_of(encoded(value, layout))
    for line in range(body.line_count):
        path = body.path(line)
        said = reached(value, read(path))
        copied = body.value(line)
        assert json.loads(copied.source) == said
        assert copied.text == (said if isinstance(said, str) else copied.source)
        first = body.find_path(path)
        assert first == line or (
            first is not None and body.path(first) == path and isinstance(said, dict | list)
        )


@given(values)
def test_depth_and_counts_are_the_values(value: Any) -> None:
    body = body_of(encoded(value, {}))
    for line in range(body.line_count):
        said = reached(value, read(body.path(line)))
        assert body.depth(line) == len(read(body.path(line)))
        opens = body.text(line).rstrip().endswith(("{", "["))
        is_scalar_text = isinstance(said, str)
        expected = len(said) if opens and not is_scalar_text else None
        assert body.members(line) == expected


@given(st.lists(st.text() | st.integers(0, 10**30)))
def test_a_normalized_path_is_read_as_it_was_written(steps: list[str | int]) -> None:
    assert read(written(steps)) == tuple(steps)


def test_paths_are_written_as_the_rfc_writes_them() -> None:
    assert written(["values", 3, "name"]) == "$['values'][3]['name']"
    assert (
        written(["'", "\\", '"', "\x0b", "\u2028"]) == "$['\\'']['\\\\']['\"']['\\u000b']['\u2028']"
    )


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("values", r"begins with \$"),
        ("$.values", "character 2"),
        ("$['a'][01]", "character 7"),
        ("$['a'][-1]", "character 7"),
        ('$["a"]', "character 2"),
    ],
)
def test_what_is_no_normalized_path_is_refused_with_the_place(path: str, said: str) -> None:
    with pytest.raises(PathError, match=said):
        read(path)


def test_a_path_to_nothing_has_no_line() -> None:
    body = body_of('{"a": [1, {}], "b": "x"}')
    for path in ("$['c']", "$['a'][2]", "$['a']['x']", "$['b'][0]", "$[0]", "$['a'][1]['x']"):
        assert body.find_path(path) is None
    assert body_of("5").find_path("$[0]") is None
    assert body_of("5").find_path("$") == 0


def test_numbers_and_repeated_names_stay_as_they_were_written() -> None:
    text = '{"a": 1.50e+03, "a": 123456789012345678901234567890, "b": -0.0, "c": 1E400}'
    body = body_of(text)
    assert [body.text(line).strip(" ,") for line in range(1, 5)] == [
        *('"a": 1.50e+03', '"a": 123456789012345678901234567890', '"b": -0.0', '"c": 1E400')
    ]
    assert body.value(2).source == "123456789012345678901234567890"
    assert body.find_path("$['a']") == 2


def test_escapes_are_decoded_where_they_can_be_printed() -> None:
    body = body_of(r'["\u00e9\ud83d\ude00\/", "\n\"\\", "\u202e\u0000", "\ud800"]')
    assert [body.text(line).strip() for line in range(1, 5)] == [
        '"é😀/",',
        r'"\n\"\\",',
        r'"\u202e\u0000",',
        r'"\ud800"',
    ]
    assert body.value(1).source == r'"\u00e9\ud83d\ude00\/"'
    assert body.value(1).text == "é😀/"
    assert body.value(3).text == "\u202e\x00"


def test_styles_name_what_each_part_is() -> None:
    body = body_of('{"a": "x", "b": [1, null]}')
    styled = [(span.text, span.style) for row in range(4) for span in body.lines(row, 80)[0].spans]
    assert styled == [
        ("{", "json-punctuation"),
        ("  ", ""),
        ('"a"', "json-key"),
        (": ", "json-punctuation"),
        ('"x"', "json-string"),
        (",", "json-punctuation"),
        ("  ", ""),
        ('"b"', "json-key"),
        (": ", "json-punctuation"),
        ("[", "json-punctuation"),
        ("    ", ""),
        ("1", "json-number"),
        (",", "json-punctuation"),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", None),
        ("  ", "line 1, column 3: the text is empty"),
        ("[1,]", "line 1, column 4: a value is missing"),
        ("[1 2]", "line 1, column 4: a comma or ] is missing"),
        ('{"a": 1 "b"}', "line 1, column 9: a comma or } is missing"),
        ('{"a" 1}', "line 1, column 6: a colon is missing after the name"),
        ("{a: 1}", "line 1, column 2: a name in double quotes is missing"),
        ('{"a": 1,}', "line 1, column 9: a name in double quotes is missing"),
        ('{"a": nul}', "line 1, column 7: 'nul' is no value of JSON"),
        ('["é\\q"]', "line 1, column 4: this is no escape of a JSON string"),
        ('["ab', "line 1, column 5: the text ends before the value does"),
        ('[{"a":1}', "line 1, column 9: the text ends before the value does"),
        ("[1] x", "line 1, column 5: there is text after the end of the value"),
        ("{]", "line 1, column 2: this does not close what was opened before it"),
        ('[\n1,\n"x\ty"]', "line 3, column 3: a string holds the control character 0x09"),
        ("[NaN]", "line 1, column 2: 'NaN' is no value of JSON"),
        ("[" * 10_001, "line 1, column 10,001: values are nested more than 10,000 deep"),
    ],
)
def test_a_broken_text_is_shown_as_text_with_the_place(text: str, said: str | None) -> None:
    body = body_of(text)
    assert body.kind == ("empty" if said is None else "text")
    assert body.notes == ([] if said is None else [f"Not JSON: {said}."])
    assert joined(body).replace("\n", "") == text.expandtabs(4).replace("\n", "")
    assert body.path(0) == ""


@given(values, layouts, st.data())
def test_a_text_is_json_exactly_when_the_parser_says_so(
    value: Any, layout: dict[str, Any], data: st.DataObject
) -> None:
    text = bytearray(encoded(value, {**layout, "ensure_ascii": True}))
    place = data.draw(st.integers(0, len(text) - 1))
    text[place : place + data.draw(st.integers(0, 2))] = data.draw(
        st.sampled_from([b"", b",", b"]", b"}", b"[", b"{", b'"', b":", b"1", b"\\", b" ", b"\x01"])
    )
    try:
        json.loads(text, parse_constant=lambda name: [][0])
    except (ValueError, IndexError):
        is_json = False
    else:
        is_json = True
    body = body_of(bytes(text))
    assert (body.kind == "json") == is_json
    assert bool(body.notes) == (not is_json) or not text


@given(values, st.data())
def test_a_body_that_was_cut_is_shown_as_far_as_it_goes(value: Any, data: st.DataObject) -> None:
    text = encoded([value], {"ensure_ascii": True})
    end = data.draw(st.integers(1, len(text) - 1))
    body = body_of(text[:end], cut=len(text) - end)
    assert body.kind == "json"
    assert body.notes == [f"{len(text) - end:,} more bytes were not kept."]
    whole = joined(body_of(text))
    rows = joined(body).split("\n")
    # All but the last line are whole lines, up to the comma that may have been cut off.
    for shown, expected in zip(rows[:-1], whole.split("\n"), strict=False):
        assert shown in (expected, expected.rstrip(","))
    for line in range(body.line_count):
        body.value(line)
        body.path(line)
    body.fold_from(0)
    assert len(body) == 1


def test_the_parts_of_a_body_are_made_when_they_are_asked_for() -> None:
    body = body_of(json.dumps([{"id": number, "tags": ["a"]} for number in range(20_000)]))
    lines = body.json
    assert lines is not None
    assert body.line_count == 6 * 20_000 + 2
    assert lines.formatted == 0
    for row in range(60_000, 60_050):
        body.lines(row, 80)
    assert lines.formatted == 50
    body.fold_from(1)
    body.unfold_all()
    body.path(60_000)
    assert lines.formatted == 50


def test_a_large_body_is_there_before_it_has_been_read() -> None:
    body = Body(json.dumps([{"id": number} for number in range(20_000)]).encode())
    assert 0 < body.line_count < 10_000
    assert not body.complete
    assert body.lines(1, 80)[0].text == "  {"
    body.read_all()
    assert body.line_count == 60_002


async def test_reading_goes_on_while_other_things_do() -> None:
    told: list[int] = []
    body = Body(json.dumps(list(range(20_000))).encode())
    await body.finish(lambda: told.append(body.line_count))
    assert body.complete
    assert told == sorted(told)
    assert told[-1] == 20_002


def test_a_body_found_to_be_broken_later_starts_again_as_text() -> None:
    body = Body(("[\n" + "1,\n" * 20_000 + "x]").encode())
    assert body.kind == "json"
    body.fold_from(0)
    body.read_all()
    assert body.kind == "text"
    assert body.restarts == 1
    assert len(body) == 20_002
    assert body.notes == ["Not JSON: line 20,002, column 1: 'x' is no value of JSON."]


def test_a_string_of_a_megabyte_is_cut_where_it_is_drawn_and_whole_to_take() -> None:
    long = "ab\n😀é" * 200_000
    body = body_of(json.dumps({"long": long, "next": 1}))
    (line,) = body.lines(1, 80)
    assert (
        line.text
        == '  "long": "' + json.dumps(long, ensure_ascii=False)[1:][: len(line.text) - 12] + "…"
    )
    assert body.value(1).text == long
    assert len(body.text(1)) > 1_000_000
    assert body.text(2).strip() == '"next": 1'


@given(st.text(alphabet='ab\n"\\é😀\ud800\x7f', min_size=30), st.integers(5, 9), st.booleans())
def test_a_long_string_is_cut_between_characters(text: str, limit: int, ascii_only: bool) -> None:
    raw = json.dumps(text, ensure_ascii=ascii_only).encode("utf-8", "backslashreplace")
    body = body_of(raw)
    whole = visible(json.dumps(text, ensure_ascii=False))
    drawn = body.drawn(0, limit).text
    assert drawn == whole[:limit] + "…"


def test_bytes_that_are_not_utf8_are_seen() -> None:
    body = body_of(b'{"a\xff": "\xfe\\n", "b": "\xc3"}')
    assert joined(body) == '{\n  "a\\xff": "\\xfe\\n",\n  "b": "\\xc3"\n}'
    assert body.path(1) == "$['a\\\\xff']"
    assert body.find_path(body.path(1)) == 1
    assert body.value(1).text == "\\xfe\n"


def test_hostile_text_is_shown_and_not_obeyed() -> None:
    hostile = "\x1b]0;x\x07\x9b31m\u202e\u2066"
    body = body_of(json.dumps({hostile: hostile}, ensure_ascii=False))
    for row in range(len(body)):
        assert visible(body.text(row)) == body.text(row)
        assert "\x1b" not in body.text(row)
    broken = body_of(f'{{"{hostile}": ')
    assert visible(joined(broken)) == joined(broken)
    assert visible(broken.notes[0]) == broken.notes[0]


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    body = body_of(b'\xef\xbb\xbf{"a": 1}')
    assert body.kind == "json"
    assert body.text(0) == "{"
    assert body.value(0).source == '{"a": 1}'
