"""What a body is taken for, and bodies that are no JSON: text in its character set, hex dumps."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.document.safe import visible
from explorer.workbench.body import Body


def body_of(data: bytes, content_type: str = "", kind: str | None = None) -> Body:
    body = Body(data, content_type, kind=kind)
    body.read_all()
    return body


def texts(body: Body) -> list[str]:
    return [body.text(line) for line in range(body.line_count)]


@pytest.mark.parametrize(
    ("data", "content_type", "kind"),
    [
        (b"", "application/json", "empty"),
        (b"{}", "application/json; charset=utf-8", "json"),
        (b"{}", "application/problem+json", "json"),
        (b"{}", "text/plain", "text"),
        (b"{}", "", "json"),
        (b"{}", "nonsense", "json"),
        (b"{}\n{}", "application/x-ndjson", "text"),
        (b"<a/>", "text/html", "text"),
        (b"<a/>", "application/atom+xml", "text"),
        (b"<svg/>", "image/svg+xml", "text"),
        (b"a=1&b=2", "application/x-www-form-urlencoded", "text"),
        (b"\x89PNG\r\n\x1a\n\x00", "image/png", "binary"),
        (b"\x89PNG\r\n\x1a\n\x00", "", "binary"),
        (b"abc", "application/octet-stream", "binary"),
        (b"hello", "", "text"),
        (b"\xff\xfeh\x00", "", "text"),
        ("\u00e9".encode("latin-1"), "", "binary"),
        ("\u00e9".encode("latin-1"), "x/y; charset=latin-1", "text"),
        (b"\x00\x01", "application/json", "text"),
    ],
)
def test_what_a_body_is_taken_for(data: bytes, content_type: str, kind: str) -> None:
    assert body_of(data, content_type).kind == kind


@pytest.mark.parametrize("kind", ["json", "text", "binary"])
def test_a_body_is_shown_as_what_is_asked_for(kind: str) -> None:
    assert body_of(b'{"a": 1}', "text/plain", kind).kind == kind


def test_an_empty_body_has_no_lines() -> None:
    body = body_of(b"", "text/html", "json")
    assert (body.kind, len(body), body.notes) == ("empty", 0, [])


@given(st.text(alphabet="ab\n\r\t é😀\x1b\u202e"))
def test_a_text_is_its_lines(text: str) -> None:
    body = body_of(text.encode(), "text/plain")
    expected = text.split("\n")[: -1 if text.endswith("\n") or not text else None]
    assert texts(body) == [visible(line.removesuffix("\r")).expandtabs(4) for line in expected]
    for line, whole in enumerate(expected):
        assert body.value(line).source == whole.removesuffix("\r")
        assert body.lines(line, 500)[0].text == body.text(line)


def test_a_line_without_end_goes_on_in_the_next() -> None:
    text = "é😀a" * 100_000
    body = body_of(f"{text}\nlast".encode(), "text/html")
    assert "".join(texts(body)[:-1]) == text
    assert texts(body)[-1] == "last"
    assert max(map(len, texts(body))) <= 4_096
    assert body.value(7).source == text
    assert body.value(body.line_count - 1).source == "last"


@pytest.mark.parametrize("line_end", ["", "\n"])
@pytest.mark.parametrize("length", [4_095, 4_096, 4_097, 8_192])
def test_a_line_as_long_as_a_piece_makes_no_empty_one(length: int, line_end: str) -> None:
    body = body_of(b"x" * length + line_end.encode() + b"y", "text/plain")
    assert "".join(texts(body)) == "x" * length + "y"
    assert "" not in texts(body)


@pytest.mark.parametrize(
    ("charset", "codec"),
    [
        ("iso-8859-1", "latin-1"),
        ("windows-1252", "cp1252"),
        ("utf-16", "utf-16"),
        ("utf-16be", "utf-16-be"),
        ("shift_jis", "shift_jis"),
        ('"UTF-8"', "utf-8"),
    ],
)
def test_the_character_set_is_honoured(charset: str, codec: str) -> None:
    text = "kako 価格" if codec == "shift_jis" else "caf\u00e9 \u00fc"
    assert texts(body_of(text.encode(codec), f"text/plain; charset={charset}")) == [text]
    json = body_of(f'["{text}"]'.encode(codec), f"application/json;charset={charset}")
    assert texts(json)[1].strip() == f'"{text}"'


def test_a_character_set_nobody_knows_is_said() -> None:
    for charset in ("klingon", "base64", "undefined", "\x1b[31m"):
        body = body_of("é".encode(), f"text/plain; charset={charset}")
        assert texts(body) == ["é"]
        (note,) = body.notes
        assert note.endswith("read as UTF-8.")
        assert visible(note) == note


def test_a_byte_order_mark_tells_the_character_set() -> None:
    body = body_of(codecs.BOM_UTF16_BE + "[1]".encode("utf-16-be"), "application/json")
    assert body.kind == "json"
    assert texts(body) == ["[", "  1", "]"]
    assert body.notes == ["Read as utf-16-be."]


def test_bytes_that_are_no_text_are_seen() -> None:
    assert texts(body_of(b"a\xffb\xc3", "text/plain")) == ["a\\xffb\\xc3"]
    assert texts(body_of(b"a\x81b", "text/plain; charset=cp1252")) == ["a\\x81b"]


def test_a_hex_dump_shows_offset_bytes_and_characters() -> None:
    body = body_of(bytes(range(40)) + b"Hello", "image/png")
    assert texts(body) == [
        "00000000  00 01 02 03 04 05 06 07  08 09 0a 0b 0c 0d 0e 0f  ················",
        "00000010  10 11 12 13 14 15 16 17  18 19 1a 1b 1c 1d 1e 1f  ················",
        "00000020  20 21 22 23 24 25 26 27  48 65 6c 6c 6f            !\"#$%&'Hello",
    ]
    assert body.value(2).source == "20 21 22 23 24 25 26 27 48 65 6c 6c 6f"


@given(st.binary(max_size=200))
def test_a_hex_dump_loses_nothing(data: bytes) -> None:
    body = body_of(data, "image/png")
    assert b"".join(bytes.fromhex(body.value(line).source) for line in range(len(body))) == data


def test_only_the_lines_asked_for_are_made() -> None:
    for content_type in ("text/plain", "image/png"):
        body = body_of(b"0123456789abcde\n" * 50_000, content_type)
        for row in range(40_000, 40_030):
            body.lines(row, 80)
        assert body.line_count == 50_000
        assert body.source.formatted == 30  # type: ignore[attr-defined]


def test_a_cut_body_says_so() -> None:
    body = Body(b"abc", "text/plain", cut=1_234)
    assert body.notes == ["1,234 more bytes were not kept."]
