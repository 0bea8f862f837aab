"""Shell commands are read as a shell reads them: each argument is what it was to be.

What real shells and curl make of them is in tests/system/test_snippets.py.
"""

from __future__ import annotations

import re
import shlex

import pytest
from hypothesis import assume, given

from explorer.api import operations
from explorer.api.operations import CATALOGUE
from explorer.document.safe import visible
from explorer.formats import curl, httpie, shell
from explorer.formats.errors import FormatError
from explorer.formats.portable import Portable, Variable

from .nasty import portables, texts

CLOUD = "11111111-2222-4333-8444-555555555555"
URL = "$STRIDE_BASE_URL"


def words_of(source: str) -> tuple[bytes | None, list[str]]:
    """What is piped into a command, and its words with the names of variables as they stand."""
    assert source == visible(source)
    assert "\t" not in re.sub(r"X-Note:[^\n]*", "", source)
    words = [word for word in shlex.split(source) if word != "\n"]
    if words[0] != "printf":
        return None, words
    assert words[2] == "|"
    return printed(words[1]), words[3:]


def printed(pattern: str) -> bytes:
    """What POSIX says that `printf` prints for a pattern."""
    assert not pattern.startswith("-")
    found = re.split(r"(\\[0-7]{3}|\\n|\\\\|%%)", pattern)
    assert not any("\\" in each or "%" in each for each in found[::2])
    known = {r"\n": b"\n", r"\\": b"\\", "%%": b"%"}
    return b"".join(
        known.get(each) or (bytes([int(each[1:], 8)]) if number % 2 else each.encode())
        for number, each in enumerate(found)
    )


def meant_by_curl(source: str) -> tuple[str, str, set[str], bytes]:
    """Method, target, headers and body of a curl command."""
    piped, words = words_of(source)
    assert words[:2] == ["curl", "-sS"]
    *options, address = words[2:]
    method, body, headers = "", None, set()
    while options:
        option = options.pop(0)
        if option in {"--globoff", "--path-as-is"}:
            continue
        value = options.pop(0)
        if option == "-X":
            method = value
        elif option == "-H":
            headers.add(value)
        elif option == "--data-binary":
            assert not value.startswith("@") or (value == "@-" and piped is not None)
            body = piped if value == "@-" else value.encode()
        else:
            assert option == "--data-raw"
            body = value.encode()
    assert address.startswith(URL)
    usual = "GET" if body is None else "POST"
    assert method != usual
    return method or usual, address.removeprefix(URL), headers, body or b""


def header_lines(portable: Portable, colon: str) -> set[str]:
    """The headers as both tools take them."""
    return {
        f"{name}{colon}{value}" if value else f"{name};" for name, value in portable.own_headers
    }


@given(portable=portables())
def test_curl_is_given_the_request_whatever_it_holds(portable: Portable) -> None:
    # A line that goes on is, to this reader, the same as a body that is a line feed.
    assume(portable.body != b"\n")
    method, target, headers, body = meant_by_curl(curl.write(portable))
    assert (method, target, body) == (portable.method, portable.target, portable.body)
    suppressed = headers - header_lines(portable, ": ")
    assert suppressed <= {"Content-Type:", "Expect:"}
    sends = bool(portable.body) or method in {"POST", "PUT", "PATCH"}
    untold = sends and portable.header("Content-Type") is None
    assert ("Content-Type:" in suppressed) is untold
    assert headers >= header_lines(portable, ": ")


@given(portable=portables())
def test_httpie_is_given_the_request_whatever_it_holds(portable: Portable) -> None:
    assume(portable.body != b"\n")
    try:
        source = httpie.write(portable)
    except FormatError:
        assume(False)
    piped, words = words_of(source)
    assert words[:2] == ["http", "--check-status"]
    place = words.index(portable.method)
    options = words[2:place]
    raw = [each.removeprefix("--raw=") for each in options if each.startswith("--raw=")]
    assert len(raw) + (piped is not None) <= 1
    body = raw[0].encode() if raw else piped or b""
    assert body == portable.body
    assert ("--ignore-stdin" in options) is (piped is None)
    assert words[place + 1] == URL + portable.target
    headers = {re.sub(r"^([^:]+): ", r"\1:", each) for each in words[place + 2 :]}
    assert headers >= header_lines(portable, ":")
    assert headers - header_lines(portable, ":") <= {"Content-Type:", "Accept:*/*"}


@pytest.mark.parametrize("operation_id", CATALOGUE)
def test_every_operation_is_one_command(operation_id: str) -> None:
    operation = CATALOGUE[operation_id]
    portable = Portable.from_call(operation.example(), "http://a", CLOUD)
    method, target, headers, body = meant_by_curl(curl.write(portable))
    assert (method, target, body) == (portable.method, portable.target, portable.body)
    assert headers >= header_lines(portable, ": ") - {"Accept: */*"}
    assert f'"{URL}{portable.target}"' in curl.write(portable)
    assert '"Authorization: Bearer $STRIDE_TOKEN"' in curl.write(portable)
    assert f'{portable.method} "{URL}{portable.target}"' in httpie.write(portable)


@given(text=texts)
def test_a_word_is_one_word(text: str) -> None:
    assert shlex.split(shell.word(text)) == [text]
    word = shell.word((Variable("A"), text, Variable("B")))
    # In every shell a name ends where its braces do, or where nothing of a name follows.
    found = shlex.split(word.replace("${A}", "$A").replace("${B}", "$B"))
    assert found == [f"$A{text}$B".replace("${A}", "$A").replace("${B}", "$B")]


@pytest.mark.parametrize(
    ("after", "word"),
    [
        ("/x", '"$A/x"'),
        ("x", '"${A}x"'),
        ("_", '"${A}_"'),
        ("[1]", '"${A}[1]"'),
        (":h", '"${A}:h"'),
        ("!x", "\"$A\"'!x'"),
        ("$B", "\"$A\"'$B'"),
        ("`id`", "\"$A\"'`id`'"),
    ],
)
def test_what_follows_a_variable_is_no_part_of_it(after: str, word: str) -> None:
    assert shell.word((Variable("A"), after)) == word


def test_a_body_that_begins_with_an_at_sign_is_no_file() -> None:
    made = Portable("POST", "http://a", "/", body=b"@/etc/passwd")
    assert "--data-raw @/etc/passwd" in curl.write(made)
    assert "--raw=@/etc/passwd" in httpie.write(made)


def test_no_line_of_a_body_can_be_taken_for_history() -> None:
    made = Portable("POST", "http://a", "/", body=b"Hello\n!! world")
    assert curl.write(made).startswith("printf 'Hello\\n!! world' |\n")
    assert "'Hello!!'" in curl.write(Portable("POST", "http://a", "/", body=b"Hello!!"))


def test_a_get_stays_a_get() -> None:
    plain = Portable.from_call(operations.ListSites(), "http://a")
    assert not re.search(r"-X|--data", curl.write(plain))
    with_body = Portable("GET", "http://a", "/", body=b"x")
    assert "-X GET" in curl.write(with_body)
    assert "--head" in curl.write(Portable("HEAD", "http://a", "/"))
    with pytest.raises(FormatError, match="no body with HEAD"):
        curl.write(Portable("HEAD", "http://a", "/", body=b"x"))


def test_a_body_too_long_for_an_argument_is_piped() -> None:
    made = Portable("POST", "http://a", "/", body=b"a'" * 100_000)
    for write in (curl.write, httpie.write):
        assert write(made).startswith("printf 'a'\\''a'")


@pytest.mark.parametrize(
    ("name", "data", "redirect"),
    [
        ("a.csv", "--data-binary @a.csv", "< a.csv"),
        ("it's.csv", "--data-binary '@it'\\''s.csv'", "< 'it'\\''s.csv'"),
        ("-", "--data-binary @./-", "< -"),
        ("$(id)", "--data-binary '@$(id)'", "< '$(id)'"),
    ],
)
def test_a_file_is_named(name: str, data: str, redirect: str) -> None:
    made = Portable("POST", "http://a", "/", file=name)
    assert data in curl.write(made)
    assert "Expect:" in curl.write(made)
    assert httpie.write(made).endswith(redirect)
    assert "--ignore-stdin" not in httpie.write(made)


@pytest.mark.parametrize(
    ("portable", "words"),
    [
        (Portable("get", "http://a", "/"), "capital letters"),
        (Portable("M-SEARCH", "http://a", "/"), "capital letters"),
        (Portable("GET", "http://a", "/{x}"), "would change this address"),
        (Portable("GET", "http://a", "/%7e"), "would change this address"),
        (Portable("GET", "http://a", "/%7E"), "would change this address"),
        (Portable("GET", "http://a", "//a"), "would change this address"),
        (Portable("GET", "http://a", "/a?"), "would change this address"),
        (Portable("GET", "http://a", "/", (("-X", "1"),)), "for an option"),
        (Portable("GET", "http://a", "/", (("X", "a\\:b"),)), "drops the backslash"),
    ],
)
def test_what_httpie_would_change_is_refused_in_a_sentence(portable: Portable, words: str) -> None:
    with pytest.raises(FormatError, match=words):
        httpie.write(portable)


def test_a_secret_in_a_request_for_a_token_is_read_from_the_environment() -> None:
    body = b'{"grant_type":"client_credentials","client_secret":"$SECRET","audience":"a"}'
    made = Portable("POST", "http://a", "/oauth/token", body=body)
    quoted = (
        """'{"grant_type":"client_credentials","client_secret":"'"$SECRET"'","audience":"a"}'"""
    )
    assert f"--data-binary {quoted}" in curl.write(made)
    assert f"--raw={quoted}" in httpie.write(made)
    hidden = body.replace(b'"a"', b'"\x7f"')
    piped = curl.write(Portable("POST", "http://a", "/oauth/token", body=hidden))
    pattern = """'{"grant_type":"client_credentials","client_secret":"%s","audience":"\\177"}'"""
    assert piped.startswith(f'printf {pattern} "$SECRET" |\ncurl ')
