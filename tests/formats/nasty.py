"""Requests that are hard to write down."""

from __future__ import annotations

from hypothesis import strategies as st

from explorer.formats.portable import Portable

HARD = (
    *("'", '"', "`", "$", "\\", "!", "%", "\n", "\r\n", "\t", "\0", "@", "@file", "-n", "--", "~"),
    *("$HOME", "${IFS}", "$(id)", "`id`", "!!", "%s%d%n", "%25", "\\n", "\\047", "\\", "'\\''"),
    *("🎉", "é", "\u202e", "\u200d", "\x1b[31m", "\x07", "\x9b", "\ufeff", "\u2028", "EOF\n"),
    *('"""', "'''", "{", "}", "{0}", "#{x}", ";", "&&", "|", ">", "<", "*", "?", "[", "]", "#"),
    *("os.environ['HOME']", '" + __import__("os").name + "', "$STRIDE_TOKEN", "${STRIDE_TOKEN}"),
)
texts = st.lists(st.one_of(st.sampled_from(HARD), st.text(max_size=4)), max_size=8).map("".join)
bodies = st.one_of(
    texts.map(lambda text: text.encode("utf-8", "replace")),
    st.binary(max_size=40),
    st.tuples(texts, st.binary(max_size=6)).map(
        lambda pair: pair[0].encode("utf-8", "replace") + pair[1]
    ),
)
_ascii = st.characters(min_codepoint=0x20, max_codepoint=0x7E)
values = st.text(st.one_of(_ascii, st.just("\t")), max_size=20).map(lambda text: text.strip(" \t"))
_segments = st.text(
    st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters="#?"), max_size=12
)
_places = st.one_of(_segments, st.sampled_from(["", ".", "..", "%2e", "%7E~", "{a,b}", "%"]))
targets = st.lists(_places, min_size=1, max_size=3).map(lambda each: "/site/" + "/".join(each))
queries = st.one_of(
    st.just(""),
    st.text(
        st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters="#"), max_size=12
    ).map("?".__add__),
)
methods = st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE"])


@st.composite
def portables(draw: st.DrawFn, base_url: str = "http://127.0.0.1:1") -> Portable:
    """A request that holds anything that HTTP can carry.

    Args:
        base_url: Where it goes.
    """
    headers = [("Accept", "application/json")] if draw(st.booleans()) else []
    if draw(st.booleans()):
        headers.append(("Content-Type", "text/plain; charset=utf-8"))
    if draw(st.booleans()):
        headers.append(("Authorization", "Bearer $STRIDE_TOKEN"))
    if draw(st.booleans()):
        headers.append(("X-Note", draw(values)))
    target = draw(targets) + draw(queries)
    return Portable(draw(methods), base_url, target, tuple(headers), draw(bodies))
