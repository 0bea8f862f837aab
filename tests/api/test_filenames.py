"""The file name a server gives: read as RFC 6266 has it, and harmless whatever it is."""

from __future__ import annotations

import ntpath
import os
import re
import sys
from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.api.filenames import LONGEST, given_name, safe_name
from explorer.document.safe import one_line, visible


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (None, ""),
        ("", ""),
        ("attachment", ""),
        ("attachment; filename=a.txt", "a.txt"),
        ('attachment; filename="a b.txt"', "a b.txt"),
        ('attachment; filename="a\\"b\\\\c.txt"', 'a"b\\c.txt'),
        ("attachment; FileName=a.txt; size=3", "a.txt"),
        ("attachment; filename*=UTF-8''gr%C3%B6%C3%9Fe.txt", "größe.txt"),
        ("attachment; filename=\"gro.txt\"; filename*=UTF-8''gr%C3%B6.txt", "grö.txt"),
        ("attachment; filename*=iso-8859-1'de'gr%F6.txt", "grö.txt"),
        ("attachment; filename*=koi8-r''%C1; filename=plain.txt", "plain.txt"),
        ("attachment; filename*=nonsense; filename=plain.txt", "plain.txt"),
        ('attachment; filename="a;b.txt"', "a;b.txt"),
        ("attachment; filename=first.txt; filename=second.txt", "first.txt"),
        # UTF-8 as it comes out of headers that are read as Latin-1, and Latin-1 itself.
        ('attachment; filename="größe.txt"'.encode().decode("latin-1"), "größe.txt"),
        ('attachment; filename="größe.txt"', "größe.txt"),
        ("attachment; filename*=UTF-8''..%2F..%2Fetc%2Fpasswd", "../../etc/passwd"),
        ('attachment; filename="unclosed', "unclosed"),
    ],
)
def test_a_name_is_read_as_it_stands(header: str | None, name: str) -> None:
    assert given_name(header) == name


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("notes.txt", "notes.txt"),
        ("größe ☃.png", "größe ☃.png"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\evil.dll", "evil.dll"),
        ("/etc/passwd", "passwd"),
        ("..", "m1"),
        (".", "m1"),
        ("", "m1"),
        ("a/", "m1"),
        ("   ", "m1"),
        (".bashrc", "_bashrc"),
        ("...x", "_x"),
        ("nul", "_nul"),
        ("COM1.txt", "_COM1.txt"),
        ("console.txt", "console.txt"),
        ("a:b|c?.txt", "a_b_c_.txt"),
        ("file.txt. . ", "file.txt"),
        ("a\x1b[31mb.txt", "a␛[31mb.txt"),
        ("a\r\nb.txt", "a b.txt"),
        ("invoice\u202efdp.exe", "invoice_u202efdp.exe"),
        ("half\ud800.txt", "half_ud800.txt"),
        ("x" * 300 + ".txt", "x" * 196 + ".txt"),
        ("é" * 300 + ".txt", "é" * 98 + ".txt"),
    ],
)
def test_a_name_is_made_harmless(given: str, safe: str) -> None:
    assert safe_name(given, "m1") == safe


def test_the_fallback_is_made_harmless_too() -> None:
    assert safe_name("..", "../../x") == "x"
    assert safe_name("..", "..") == "download"


HOSTILE = st.text(
    st.one_of(
        st.sampled_from('./\\:*?"<>|\0\x1b\x7f\x85\u202e\u2066\ufeff\ud800 \n\t_-~$%'),
        st.characters(),
    ),
    max_size=300,
) | st.sampled_from(["con", "nul.", "com¹.x", "lpt9 .txt", "../..", "~/x", "a/../b", "..\\.."])


def is_reserved(path: PureWindowsPath) -> bool:
    if sys.version_info >= (3, 13):
        return ntpath.isreserved(path)
    return path.is_reserved()


@given(HOSTILE, HOSTILE)
def test_whatever_is_given_is_a_plain_file_of_the_directory(text: str, fallback: str) -> None:
    name = safe_name(text, fallback)

    assert 0 < len(name.encode()) <= LONGEST
    assert Path("d", name).parent == Path("d")
    assert os.path.normpath(f"d/{name}") == f"d/{name}"
    windows = PureWindowsPath("d", name)
    assert windows.parent == PureWindowsPath("d")
    assert not is_reserved(windows)
    assert not re.search(r'[<>:"/\\|?*]', name)
    assert not name.startswith((".", " "))
    assert not name.endswith((".", " "))
    assert name == visible(name) == one_line(name)
    assert safe_name(name, "x") == name


@given(st.text(st.characters(max_codepoint=255), max_size=200))
def test_any_header_is_read_without_trouble(header: str) -> None:
    assert isinstance(given_name(header), str)
    assert isinstance(given_name(f"attachment; filename*={header}"), str)
    assert isinstance(given_name(f'attachment; filename="{header}"'), str)
