"""Everything that can be shown, shown: whatever it holds, as a line, as HTML and as Markdown."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from enum import Enum
from html.parser import HTMLParser
from itertools import count
from types import MethodType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

import explorer
from explorer.api import errors, events, exchange, models, operations, shortcuts
from explorer.api.auth import Bearer, ClientCredentials, RoomToken
from explorer.api.catalogue import Catalogue
from explorer.api.client import AsyncClient, Client
from explorer.api.events import Event
from explorer.api.exchange import Attempt, Exchange, Request, Response, Timing
from explorer.api.explain import FieldProblem
from explorer.api.models import Message, Unreadable
from explorer.api.operation import Operation
from explorer.api.operations import CATALOGUE, ListConversations
from explorer.api.representation.html import LARGEST
from explorer.api.representation.subjects import describe
from explorer.api.wire import CallError
from explorer.document.model import Document
from explorer.document.safe import visible

NOON = datetime(2018, 6, 8, 12, 0, 1, 234567, tzinfo=UTC)
SAFE_TAGS = {
    *("a", "blockquote", "br", "caption", "code", "details", "div", "em", "h1", "h2", "h3", "h4"),
    *("h5", "h6", "hr", "kbd", "li", "ol", "p", "pre", "s", "small", "span", "strong", "sub"),
    *("summary", "sup", "table", "tbody", "td", "th", "thead", "time", "tr", "u", "ul"),
}
SAFE_ATTRIBUTES = {
    *("align", "border", "cellpadding", "colspan", "datetime", "dir", "href", "open", "rel"),
    *("rowspan", "scope", "start", "style", "title"),
}
HALF = " half read"
ACTS = ("url", "var(", "expression", "background")


class Page(HTMLParser):
    """HTML, read strictly: every element closed where it must be, nothing that acts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in SAFE_TAGS
        for name, value in attrs:
            assert name in SAFE_ATTRIBUTES
            if name == "href":
                assert value is not None
                assert value.lower().startswith(("http://", "https://", "mailto:"))
            if name == "style":
                assert value is not None
                assert not any(
                    part in value for part in ("url", "var(", "background", "expression")
                )
        if tag not in {"br", "hr"}:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError("a comment")

    handle_decl = handle_pi = unknown_decl = handle_comment


def model_classes() -> list[type[BaseModel]]:
    found = [getattr(models, name) for name in models.__all__]
    return [each for each in found if isinstance(each, type) and issubclass(each, BaseModel)]


def subclasses(kind: type[Any], module: Any) -> list[type[Any]]:
    members = vars(module).values()
    return [each for each in members if inspect.isclass(each) and issubclass(each, kind)]


def filled(kind: type[BaseModel], text: Callable[[], str], depth: int = 0) -> BaseModel:
    """A model with something in every member, past all validation, as hostile as the texts are."""
    values = {
        name: value_of(field.annotation, text, depth) for name, field in kind.model_fields.items()
    }
    made = kind.model_construct(**values)
    if kind.model_config.get("extra") == "allow":
        made.__pydantic_extra__ = {text(): text(), "structure": {text(): [text()]}}
    return made


def value_of(kind: Any, text: Callable[[], str], depth: int) -> Any:
    origin, inside = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return value_of(inside[0], text, depth)
    if origin in {Union, UnionType}:
        # What may be a model is one, so that models are nested; but not without end.
        wanted = sorted(inside, key=lambda each: each in (type(None), Unreadable))
        return value_of(wanted[0], text, depth)
    if origin is Literal:
        return inside[0]
    if origin is list:
        items = [value_of(inside[0], text, depth + 1)]
        tolerant = "Unreadable" in str(inside[0])
        return [*items, Unreadable({"id": text()}, text())] if tolerant else items
    if origin is dict or kind is dict:
        return {text(): text()}
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return filled(kind, text, depth + 1) if depth < 4 else None
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind))
    return {datetime: NOON, bool: True, int: 7, float: 7.5}.get(kind) or text()


def request(text: Callable[[], str]) -> Request:
    url = f"https://api.example/site/{text()}?q={text()}"
    body = json.dumps({text(): text()}).encode()
    return Request("POST", url, (("Content-Type", "application/json"), (text(), text())), body)


def response(text: Callable[[], str], status: int = 404) -> Response:
    body = text().encode("utf-8", "surrogatepass")
    return Response(status, text(), (("Content-Type", text()), (text(), text())), body)


def whole_exchange(text: Callable[[], str], error: errors.ApiError | None = None) -> Exchange[Any]:
    attempts = (
        Attempt(1, None, text(), Timing(1, None, 3)),
        Attempt(2, 404, "", Timing(None, 2, 3)),
    )
    value = None if error else filled(models.ConversationPage, text)
    made = Exchange(
        text(), text(), NOON, request(text), response(text), attempts, 1234.5, value, error
    )
    if error:
        error.exchange = made
    return made


def failure(kind: type[errors.ApiError], text: Callable[[], str]) -> errors.ApiError:
    made = kind(
        text(),
        operation_id="ConversationGetHandler",
        status=404,
        code=text(),
        request_id=text(),
        scope="participate:conversation",
        field=text(),
    )
    whole_exchange(text, made)
    return made


def event(kind: type[Event], text: Callable[[], str]) -> Event:
    own = {
        "request": request(text),
        "number": 2,
        "attempt": Attempt(1, 503),
        "wait": 1.5,
        "ok": True,
    }
    own |= {"why": text(), "exchange": whole_exchange(text)}
    names = [name for name in inspect.signature(kind).parameters if name in own]
    return kind("call-1", "ConversationGetHandler", **{name: own[name] for name in names})


def things(text: Callable[[], str]) -> Iterator[tuple[str, Any]]:
    """One of everything that is shown, with these texts wherever a server's could be."""
    for kind in model_classes():
        yield kind.__name__, filled(kind, text)
        yield kind.__name__ + HALF, kind.model_construct()
    yield "Unreadable", Unreadable({text(): text(), "id": text()}, text())
    yield "Unreadable text", Unreadable(text(), text())
    yield "Document", Document({"type": "doc", "content": [{"type": "paragraph"}, {"x": text()}]})
    for kind in subclasses(errors.ApiError, errors):
        yield kind.__name__, failure(kind, text)
        yield f"{kind.__name__} alone", kind(text())
    for kind in subclasses(Event, events):
        yield f"event {kind.__name__}", event(kind, text)
    yield "Request", request(text)
    yield "Response", response(text)
    yield "Exchange", whole_exchange(text)
    yield "Timing", Timing(1.5, 2.5, 1200.0)
    yield "Attempt", Attempt(1, None, text())
    yield "FieldProblem", FieldProblem(text(), text())
    yield "CallError", CallError(text(), text())
    for name, operation in CATALOGUE.items():
        values = {field: text() for field in operation.places()}
        yield f"unchecked {name}", operation.unchecked(values | {text(): text()})
    for auth in (None, Bearer("canary-a"), RoomToken("canary-b", text()), credentials()):
        yield f"Client {type(auth).__name__}", Client("https://api.example", auth=auth)
    yield "AsyncClient", AsyncClient("https://api.example", cloud_id=text())
    yield "Resource", Client("https://api.example").conversations


def known_things() -> Iterator[tuple[str, Any]]:
    """One of everything else that is shown: in these no server has a say."""
    yield "Catalogue", CATALOGUE
    for name, operation in CATALOGUE.items():
        yield f"operation {name}", operation.example()
        yield f"described {name}", describe(name)
    for kind in model_classes():
        yield f"described {kind.__name__}", describe(kind)
    for parameter in ListConversations.parameters():
        yield f"Parameter {parameter.name}", parameter
    yield "Prepared", ListConversations(limit=3).build("s")


def credentials() -> ClientCredentials:
    return ClientCredentials("client-7", "canary-c")


def plain() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"word{next(numbers)}"


def everything() -> dict[str, Any]:
    return dict([*things(plain()), *known_things()])


NAMES = [name for walk in (things(plain()), known_things()) for name, _ in walk]


def is_sound(thing: Any, *, whole: bool = True) -> Page:
    """Look at all that is shown of a thing; gives its HTML as read."""
    line = repr(thing)
    assert len(line) <= 100
    assert visible(line) == line
    assert not {"\n", "\t"} & set(line)
    html = thing._repr_html_()
    assert len(html.encode()) <= LARGEST
    assert visible(html) == html
    page = Page(html)
    assert visible(page.text) == page.text
    if hasattr(thing, "to_markdown"):
        markdown = thing.to_markdown()
        assert visible(markdown) == markdown
        assert "canary" not in markdown
    assert "canary" not in line + html
    assert not whole or "cannot be shown" not in page.text
    return page


def test_each_is_there_once() -> None:
    assert len(NAMES) == len(set(NAMES))
    shown = {type(thing) for _, thing in things(plain())}
    assert {*subclasses(errors.ApiError, errors), *subclasses(Event, events)} <= shown
    assert set(model_classes()) <= shown
    assert {each for each in vars(exchange).values() if inspect.isclass(each)} >= {
        Request, Response, Timing, Attempt, Exchange,
    }  # fmt: skip


@pytest.fixture(scope="module")
def all_things() -> dict[str, Any]:
    return everything()


@pytest.mark.parametrize("name", NAMES)
def test_everything_shows_itself(all_things: dict[str, Any], name: str) -> None:
    page = is_sound(all_things[name], whole=not name.endswith(HALF))
    assert page.text.strip()


HOSTILE = [
    "<img src=x onerror=alert(1)><script>alert(1)</script>",
    "'\"><svg/onload=alert(1)>&lt;b&gt;",
    "javascript:alert(1)",
    'https://example.org/" onmouseover="alert(1)',
    "https://example.org@evil.test/<b>",
    "\x1b[2J\x1b]0;title\x07 \x9b31m\x7f\x00",
    "\u202egnp.exe\u2066\u200f\ufeff\u2028line\u2029",
    "\ud800 lone \udfff",
    "line\nline\r\nline\ttab\x0b\x0c\x85",
    "`a` **b** [c](javascript:d) | e \\| f\n```\n# g\n<details>",
    "שלום مرحبا " * 30,
    "&" * 3000,
    "\u202e" * 400,
    "",
    " ",
    "$STRIDE_TOKEN",
    "_repr_html_",
    "{" * 2000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_a_server_sends_stays_text(text: str) -> None:
    for name, thing in things(lambda: text):
        assert is_sound(thing, whole=not name.endswith(HALF)), name


@settings(max_examples=8)
@given(text=st.text(alphabet=st.characters(), max_size=80))
def test_any_text_stays_text(text: str) -> None:
    for name, thing in things(lambda: text):
        assert is_sound(thing, whole=not name.endswith(HALF)), name


@pytest.mark.parametrize(
    "kind",
    [
        kind
        for kind in model_classes()
        if not getattr(kind, "nothing", None) and kind is not Message
    ],
)
def test_no_member_of_a_model_is_left_out(kind: type[BaseModel]) -> None:
    words: list[str] = []
    following = plain()

    def text() -> str:
        words.append(following())
        return words[-1]

    shown = is_sound(filled(kind, text)).text
    assert [word for word in words if word not in shown] == []


@pytest.mark.parametrize("raw", [{"a": {}}, [[]], "x", 7, None, True, 1e400, {"id": 10**400}])
def test_an_unreadable_item_shows_what_the_server_sent(raw: Any) -> None:
    assert "it is odd" in is_sound(Unreadable(raw, "it is odd")).text


def test_depth_does_no_harm() -> None:
    deep: Any = "the bottom"
    for _ in range(50_000):
        deep = {"a": [deep]}
    is_sound(Unreadable(deep, "too deep"))
    is_sound(models.Conversation.model_construct(id="c", links=deep))
    is_sound(models.StoredModule.model_construct(_fields_set={"key"}, key="k", deep=deep))
    is_sound(Message.model_construct(id="m", body={"type": "doc", "content": [deep]}))


def test_what_cannot_be_shown_says_so() -> None:
    class Broken(models.Site):
        @property
        def title(self) -> str:
            raise RuntimeError("half\x1b read")

        def __getattribute__(self, name: str) -> Any:
            if name == "id":
                raise RuntimeError("half\x1b read")
            return super().__getattribute__(name)

    broken = Broken.model_construct(name="x")
    line = repr(broken)
    assert line == "<Broken cannot be shown: RuntimeError: half␛ read>"
    assert "This cannot be shown: RuntimeError: half␛ read" in Page(broken._repr_html_()).text
    assert "cannot be shown" in broken.to_markdown()


def test_a_server_cannot_take_over_how_it_is_shown() -> None:
    names = ("_repr_html_", "__repr__", "to_markdown", "to_dataframe", "_repr_mimebundle_")
    site = models.Site.model_validate({"id": "1", **dict.fromkeys(names, "<b>x</b>")})
    assert repr(site) == "<Site 1>"
    assert site._repr_html_().startswith("<div")
    assert not callable(getattr(site, "_repr_mimebundle_", None))


def test_str_is_as_safe_as_repr() -> None:
    site = models.Site(id="1", name="\x1b[2J")
    assert str(site) == f"{site}" == repr(site) == "<Site '␛[2J' 1>"


@pytest.mark.parametrize("kind", [ListConversations, models.Dialog, models.Conversation])
def test_a_class_in_a_notebook_is_its_description(kind: Any) -> None:
    # A notebook asks a class only for what is a bound method.
    method = kind._repr_html_
    assert isinstance(method, MethodType)
    assert method() == describe(kind)._repr_html_()


@pytest.mark.parametrize("kind", [Request, errors.ApiError, Client, Catalogue, shortcuts.Resource])
def test_other_classes_are_themselves(kind: Any) -> None:
    assert not isinstance(kind._repr_html_, MethodType)


def test_an_operation_described_says_what_it_takes() -> None:
    shown = Page(describe("ConversationGetAllHandler")._repr_html_()).text
    for fact in ("/site/{cloudId}/conversation", "ConversationGetAllHandler", "1 to 75",
                 "include-archived", "include_archived", "participate:conversation",
                 "client.send(ListConversations("):  # fmt: skip
        assert fact in shown
    assert "outside the collection" in Page(describe("MeGetHandler")._repr_html_()).text
    with pytest.raises(ValueError, match=r"There is no operation 'Nope'\. `CATALOGUE` lists"):
        describe("Nope")
    assert describe("ListConversations").kind is operations.ListConversations
    with pytest.raises(ValueError, match=r"Did you mean .*ListConversations.*\?"):
        describe("listconversation")


def test_the_package_offers_what_notebooks_need() -> None:
    assert explorer.describe is describe
    assert dir(explorer) == sorted(explorer.__all__)
    assert explorer.to_dataframe(models.Site(id="s"))["id"][0] == "s"


def test_the_catalogue_names_every_operation_and_is_a_dictionary() -> None:
    shown = Page(CATALOGUE._repr_html_()).text
    for name, kind in CATALOGUE.items():
        assert f"{kind.__name__} {name} " in shown
        assert f"{kind.summary()} {kind.method} {kind.path}" in shown
    assert isinstance(CATALOGUE, dict)
    assert repr(CATALOGUE).startswith(f"<Catalogue {len(CATALOGUE)} operations: 21 of the")
    assert issubclass(CATALOGUE["GetAllHandler"], Operation)
    assert operations.CATALOGUE is CATALOGUE


def test_nothing_of_this_is_loaded_before_something_is_shown() -> None:
    code = (
        "import sys, explorer.api.client, explorer.api.operations, explorer.api.models\n"
        "loaded = {name for name in sys.modules if 'explorer.api.representation.' in name}\n"
        "assert loaded == {'explorer.api.representation.shown'}, loaded\n"
        "from explorer.api.models import Site\n"
        "Site(id='s')._repr_html_()\n"
        "assert not {'httpx', 'pandas', 'numpy', 'IPython'} & set(sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
