"""The request that a form becomes, as a person reads it before it is sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from explorer.api.operation import CallError, Prepared
from explorer.document.safe import one_line
from explorer.workbench.forms_fields import EMPTY, Kind
from explorer.workbench.forms_reading import Reading, read_body, unchecked
from explorer.workbench.variables import Variables, names_in

if TYPE_CHECKING:
    from explorer.workbench.forms_reading import Body


@dataclass(frozen=True, slots=True)
class RequestPreview:
    """A request before it is sent. What is not known yet stands in braces, secrets by their name.

    Args:
        method: Of it.
        url: The whole address, encoded as it is sent.
        target: Its path and query.
        content_type: Of the body; empty for none.
        size: Bytes of the body.
    """

    method: str
    url: str
    target: str
    content_type: str = ""
    size: int = 0

    @property
    def line(self) -> str:
        """The request line."""
        return f"{self.method} {self.target}"


def preview(
    reading: Reading, variables: Variables, base_url: str, cloud_id: str = ""
) -> RequestPreview:
    """What will be sent, as far as it is known.

    Args:
        reading: The form as it was read.
        variables: What `{{name}}` stands for.
        base_url: Of the server.
        cloud_id: The present site; empty where it is not known yet.
    """
    operation = reading.operation
    holes: set[str] = set()
    values: dict[str, str] = {}
    body: Body | None = None
    site = cloud_id or "{cloudId}"
    if not cloud_id:
        holes.add(site)
    for item in reading.fields:
        text = variables.show(reading.texts[item.name]).text
        holes.update(f"{{{{{name}}}}}" for name in names_in(text))
        if item.is_body:
            try:
                form = variables.show(reading.texts.get("form", "")).text
                body = read_body(item, text, form) if text else None
            except CallError:
                body = None
        elif text:
            values[item.name] = "" if text == EMPTY and item.kind is Kind.TEXT else text
        elif item.place == "path" and item.wire_name != "cloudId":
            values[item.name] = f"{{{item.wire_name}}}"
            holes.add(values[item.name])
    if operation.takes_file and body is not None and "name" not in values:
        values["name"] = getattr(body.content, "name", "")
    try:
        prepared = _prepared(reading, values, body, site)
    except CallError:
        # Nothing that a URL can hold: its form is all there is to show.
        return RequestPreview(operation.method, base_url + operation.path, operation.path)
    target = one_line(_with_holes(prepared.target, holes))
    size = prepared.source.size if prepared.source else len(prepared.body)
    return RequestPreview(
        prepared.method, one_line(base_url) + target, target, prepared.content_type, size
    )


def _prepared(reading: Reading, values: dict[str, str], body: Body | None, site: str) -> Prepared:
    if reading.call is not None and not any(names_in(text) for text in reading.texts.values()):
        return reading.call.build(site)
    return unchecked(reading.operation, values, body).build(site)


def _with_holes(target: str, holes: Iterable[str]) -> str:
    for hole in holes:
        for safe in (":!$&'()*+,;=@", "/", ""):
            target = target.replace(quote(hole, safe=safe), hole)
    return target
