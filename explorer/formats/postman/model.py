"""What a Postman collection holds, as plain data: read from any of its spellings into one.

Texts are templates as their author wrote them: `{{name}}` and `:name` stand where they stood, and
nothing is encoded or decoded. Secrets that a file holds are never in a `repr`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from explorer.formats.postman.templates import is_placeholder

Severity = Literal["error", "warning", "info"]
BodyMode = Literal["none", "raw", "urlencoded", "formdata", "file", "graphql"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about a file that a person should know.

    Args:
        path: Where, as in `item[3].request.url`; empty for the whole.
        severity: `error`: something is lost or cannot be sent; `warning`: something is not as
            its author meant it; `info`: worth knowing.
        message: A sentence, safe to show.
    """

    path: str
    severity: Severity
    message: str


@dataclass(frozen=True, slots=True)
class Variable:
    """A value with a name, of a collection or a URL's path.

    Args:
        name: Its key.
        value: As text; None where the file gives none: nothing, or a stand-in such as `{}`.
        secret: Whether the file says that it is one.
    """

    name: str
    value: str | None
    secret: bool = False

    def __repr__(self) -> str:
        return f"Variable({self.name!r}, {'…' if self.secret else repr(self.value)})"


@dataclass(frozen=True, slots=True, repr=False)
class Pair:
    """A query parameter, a header or a field of a form.

    Args:
        key: Its name.
        value: As text; None where there is none, which is not the same as an empty one.
        disabled: Whether it is kept in the file and not sent.
        description: What it is for.
        blank: Whether it is meant to be sent without a value; an empty one otherwise says that
            there is none.
    """

    key: str
    value: str | None
    disabled: bool = False
    description: str = ""
    blank: bool = False

    def __repr__(self) -> str:
        return f"Pair({self.key!r}{', disabled' if self.disabled else ''})"


@dataclass(frozen=True, slots=True, repr=False)
class FormField(Pair):
    """A field of a multipart form.

    Args:
        files: The paths of the files it sends; empty for a text.
        content_type: Of this part; empty for none.
        file_name: The name it is sent under; empty for the file's own.
    """

    files: tuple[str, ...] = ()
    content_type: str = ""
    file_name: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Body:
    """A request body.

    Args:
        mode: Postman's word for its kind; `none` for no body.
        text: Of `raw`, the text; of `file`, content held in the collection itself; of `graphql`,
            the query.
        language: Of `raw`: what Postman shows it as, such as `json`; empty for nothing said.
        fields: Of `urlencoded` and `formdata`.
        file: Of `file`: the path of the file; empty for none.
        graphql_variables: JSON text; empty for none.
        graphql_operation: The operation's name; empty for none.
    """

    mode: BodyMode = "none"
    text: str = ""
    language: str = ""
    fields: tuple[FormField, ...] = ()
    file: str = ""
    graphql_variables: str = ""
    graphql_operation: str = ""

    def __repr__(self) -> str:
        return f"Body({self.mode})"


@dataclass(frozen=True, slots=True, repr=False)
class Auth:
    """How a request says who sends it.

    Args:
        kind: Postman's word for it; `noauth` for nobody.
        values: What belongs to it, by key, as templates.
        path: Where in the file it is said: of the request itself, a folder or the collection.
    """

    kind: str
    values: dict[str, str] = field(default_factory=dict)
    path: str = ""

    def __repr__(self) -> str:
        return f"Auth({self.kind})"


@dataclass(frozen=True, slots=True, repr=False)
class Url:
    """A URL in its parts, each a template.

    Args:
        protocol: Without `://`; empty where the host says it or nobody does.
        user: `user:password` before the host; empty for none.
        host: As in `{{base}}`, `api.example.com` or `https://api.example.com`.
        port: Empty for none.
        path: Its segments, split at every slash; a last empty one is a slash at the end.
        query: Every parameter, the disabled ones too.
        variables: Values of the segments that are `:name`.
        raw: As the file has it in one text; empty where it has none.
    """

    protocol: str = ""
    user: str = ""
    host: str = ""
    port: str = ""
    path: tuple[str, ...] = ()
    query: tuple[Pair, ...] = ()
    variables: tuple[Variable, ...] = ()
    raw: str = ""

    def __repr__(self) -> str:
        return f"Url({self.template!r})"

    @property
    def base(self) -> str:
        """What comes before the path, without a password."""
        protocol = f"{self.protocol}://" if self.protocol else ""
        port = f":{self.port}" if self.port else ""
        return f"{protocol}{self.host}{port}"

    @property
    def template(self) -> str:
        """Base and path in one text, without the query."""
        base = self.base.rstrip("/") if self.path else self.base
        return "/".join((base, *self.path))


@dataclass(frozen=True, slots=True, repr=False)
class Script:
    """A script of a collection: kept as text, shown, never run.

    Args:
        event: When it would run: `prerequest` or `test`.
        text: Its source.
        path: Where in the file it stands.
    """

    event: str
    text: str
    path: str = ""

    def __repr__(self) -> str:
        return f"Script({self.event!r}, {len(self.text)} characters, {self.path!r})"


@dataclass(frozen=True, slots=True, repr=False)
class Example:
    """A saved answer.

    Args:
        name: Its title.
        status: The status code; None where the file has none.
        reason: The status in words.
        headers: Of the answer.
        body: Of the answer, as text.
        method, url: Of the request that was answered; empty where the file does not keep it.
    """

    name: str
    status: int | None = None
    reason: str = ""
    headers: tuple[Pair, ...] = ()
    body: str = ""
    method: str = ""
    url: str = ""

    def __repr__(self) -> str:
        return f"Example({self.name!r}, {self.status})"


@dataclass(frozen=True, slots=True, repr=False)
class Request:
    """One request of a collection.

    Args:
        name: Its title.
        folder: The titles of the folders it is in, from the outside.
        method: The HTTP method.
        url: Where to, in parts.
        headers: All, the disabled ones too.
        body: What it sends.
        auth: What counts for it, inherited where it says nothing; None where nobody does.
        description: As text.
        examples: Saved answers.
        scripts: Its own; those of the folders round it are among the collection's.
        variables: Of the collection and the folders round it; of one name the innermost.
        path: Where in the file it stands.
        operation_id: Of the operation it is; None where it is none of the catalogue.
    """

    name: str
    folder: tuple[str, ...]
    method: str
    url: Url
    headers: tuple[Pair, ...] = ()
    body: Body = field(default_factory=Body)
    auth: Auth | None = None
    description: str = ""
    examples: tuple[Example, ...] = ()
    scripts: tuple[Script, ...] = ()
    variables: tuple[Variable, ...] = ()
    path: str = ""
    operation_id: str | None = None

    @property
    def url_template(self) -> str:
        """The URL in one text as its author wrote it, query left out."""
        return self.url.template

    @property
    def own_names(self) -> frozenset[str]:
        """Names of the variables to which the file itself gives a value."""
        return frozenset(
            each.name
            for each in self.variables
            if each.value is not None and not is_placeholder(each.value)
        )

    @property
    def segments(self) -> tuple[str, ...]:
        """The path, split at every slash."""
        return self.url.path

    @property
    def query(self) -> tuple[Pair, ...]:
        """The query parameters, the disabled ones too."""
        return self.url.query

    def __repr__(self) -> str:
        return f"Request({self.name!r}, {self.method} {self.url.template!r})"


@dataclass(frozen=True, slots=True, repr=False)
class Collection:
    """A collection, read.

    Args:
        name: Its title.
        description: As text.
        requests: In the file's order, folders walked as they stand.
        problems: What a person should know of the file.
        variables: The collection's own; disabled ones are left out.
        scripts: Every script of the file, wherever it stands.
        version: `2.0` or `2.1` as the file says; empty where it does not.
    """

    name: str
    description: str = ""
    requests: tuple[Request, ...] = ()
    problems: tuple[Problem, ...] = ()
    variables: tuple[Variable, ...] = ()
    scripts: tuple[Script, ...] = ()
    version: str = ""

    def __repr__(self) -> str:
        return f"Collection({self.name!r}, {len(self.requests)} requests)"
