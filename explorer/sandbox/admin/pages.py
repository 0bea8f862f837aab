"""`/sandbox/…`: the admin path, with a token of its own.

Its calls count for no quota, meet no faults and are not in the request log.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from hmac import compare_digest
from typing import NamedTuple
from urllib.parse import parse_qsl

from pydantic_core import from_json

from explorer.sandbox.admin.received import Secrets, received
from explorer.sandbox.faults.book import FaultBook
from explorer.sandbox.faults.options import FaultError
from explorer.sandbox.faults.table import FAULTS
from explorer.sandbox.keeper import Keeper
from explorer.sandbox.refusals import Refusal, bad_request, unknown
from explorer.sandbox.request_log import Entry, RequestLog
from explorer.sandbox.tuning import Tuning
from explorer.sandbox.wire import Answer, Content, Request, decode_segment, split_path

PREFIX = b"/sandbox/"

_ROOT = PREFIX.rstrip(b"/")
_PAGE = 100
_MOST = 1_000


@dataclass(frozen=True, slots=True)
class Admin:
    """What the admin path works on.

    Args:
        token: Opens it.
        faults: The standing faults.
        log: The request log.
        keeper: The data as a whole.
        secrets: Those that are not shown.
        tuning: The settings in force.
    """

    token: str
    faults: FaultBook
    log: RequestLog
    keeper: Keeper
    secrets: Secrets
    tuning: Tuning


Answering = Callable[[Admin, Request, str], Awaitable[Answer]]


class Page(NamedTuple):
    """What answers a method of a path, and what it does in a line."""

    answer: Answering
    does: str


def is_admin(target: bytes) -> bool:
    """Whether a request's target is of the admin path."""
    return target.startswith(PREFIX) or target.partition(b"?")[0] == _ROOT


async def answer(admin: Admin, request: Request) -> Answer:
    """Answer a call of the admin path.

    Raises:
        Refusal: 401 without its token, 404 and 405 as the service has them, 400 for what makes no
            sense.
    """
    scheme, _, given = request.header("Authorization").strip().partition(" ")
    right = compare_digest(given.strip().encode("latin-1"), admin.token.encode())
    if scheme.lower() != "bearer" or not right:
        raise Refusal(
            401,
            "The admin path takes its own token, the STRIDE_SANDBOX_ADMIN_TOKEN that the sandbox "
            "prints at its start.",
            {"www-authenticate": "Bearer"},
        )
    steps = [decode_segment(each, "path") for each in split_path(request.raw_path)[1:]]
    steps = steps or [""]
    name = steps[1] if len(steps) > 1 else ""
    shape = (steps[0], "{}" if len(steps) > 1 else "", *steps[2:])
    methods = _PAGES.get(shape) if name or len(steps) == 1 else None
    if methods is None:
        raise Refusal(404, "There is no such path here.")
    page = methods.get(request.method)
    if page is None:
        allowed = ", ".join(sorted(methods))
        raise Refusal(
            405, f"{request.method} is not allowed here. Allowed: {allowed}.", {"allow": allowed}
        )
    return await page.answer(admin, request, name)


async def _index(admin: Admin, request: Request, name: str) -> Answer:
    _query(request)
    paths = [
        {"method": method, "path": _path(shape), "does": page.does}
        for shape, methods in _PAGES.items()
        for method, page in methods.items()
    ]
    return Answer(200, {"paths": paths})


def _path(shape: tuple[str, ...]) -> str:
    first, name, *more = shape
    names = {"faults": "{id}", "requests": "{number}", "snapshots": "{name}"}
    steps = [first, *([names[first]] if name else []), *more]
    return PREFIX.decode() + "/".join(steps)


# Faults


async def _list_faults(admin: Admin, request: Request, name: str) -> Answer:
    _query(request)
    return Answer(200, {"faults": [each.shown() for each in admin.faults.standing()]})


async def _add_fault(admin: Admin, request: Request, name: str) -> Answer:
    _query(request)
    spec = _spec(await request.body())
    try:
        return Answer(201, admin.faults.add(spec).shown())
    except FaultError as problem:
        raise bad_request("spec", str(problem)) from None


def _spec(body: bytes) -> str:
    """A spec, alone or in JSON."""
    try:
        text = body.decode().strip()
        if not text.startswith("{"):
            return text
        given = from_json(text)
    except ValueError:
        raise bad_request("body", 'is neither a fault nor {"spec": "a fault"}') from None
    if set(given) != {"spec"} or not isinstance(given["spec"], str):
        raise bad_request("body", 'must be {"spec": "…"}, or the spec alone')
    return given["spec"]


async def _remove_faults(admin: Admin, request: Request, name: str) -> Answer:
    _query(request)
    admin.faults.clear()
    return Answer(204)


async def _remove_fault(admin: Admin, request: Request, name: str) -> Answer:
    _query(request)
    if not admin.faults.remove(_number("id", name)):
        raise unknown("fault", name)
    return Answer(204)


async def _list_kinds(admin: Admin, request: Request, name: str) -> Answer:
    _query(request)
    return Answer(200, {"kinds": [each.shown() for each in FAULTS.values()]})


# Settings


async def _show_settings(admin: Admin, request: Request, name: str) -> Answer:
    _query(request)
    return Answer(200, admin.tuning.shown())


async def _change_settings(admin: Admin, request: Request, name: str) -> Answer:
    _query(request)
    try:
        given = from_json(await request.body())
    except ValueError:
        given = None
    if not isinstance(given, dict) or not given:
        raise bad_request("body", 'must be JSON such as {"rate_limit": 60, "latency": 200}')
    admin.tuning.change(given)
    return Answer(200, admin.tuning.shown())


# Requests


async def _list_requests(admin: Admin, request: Request, name: str) -> Answer:
    given = _query(request, "after", "limit")
    after = _number("after", given.get("after", "0"))
    limit = _number("limit", given.get("limit", str(_PAGE)))
    if not 1 <= limit <= _MOST:
        raise bad_request("limit", f"must be 1 to {_MOST}")
    found, redactor = admin.log.latest(after, limit), admin.secrets.redactor()
    return Answer(200, {"requests": [received(each, redactor).shown() for each in found]})


async def _get_request(admin: Admin, request: Request, name: str) -> Answer:
    _query(request)
    return Answer(200, received(_entry(admin, name), admin.secrets.redactor()).shown())


async def _get_bytes(admin: Admin, request: Request, name: str) -> Answer:
    _query(request)
    data = received(_entry(admin, name), admin.secrets.redactor()).data
    headers = {"x-content-type-options": "nosniff", "content-disposition": "attachment"}
    return Answer(200, headers=headers, content=Content.whole("application/octet-stream", data))


async def _clear_requests(admin: Admin, request: Request, name: str) -> Answer:
    _query(request)
    admin.log.clear()
    return Answer(204)


def _entry(admin: Admin, name: str) -> Entry:
    found = admin.log.find(_number("number", name))
    if found is None:
        raise unknown("request", name)
    return found


# The data


async def _reset(admin: Admin, request: Request, name: str) -> Answer:
    _query(request)
    await admin.keeper.reset()
    return Answer(204)


async def _show_task(admin: Admin, request: Request, name: str) -> Answer:
    _query(request)
    task = admin.keeper.task
    shown = None if task is None else {"name": task.name, "progress": task.progress}
    return Answer(200, {"task": shown})


async def _call_off(admin: Admin, request: Request, name: str) -> Answer:
    given = _query(request, "name")
    if not admin.keeper.call_off(given.get("name", "")):
        raise Refusal(
            409,
            "Nothing of the kind is being done to all of the data: there is nothing to call off.",
        )
    return Answer(204)


async def _list_snapshots(admin: Admin, request: Request, name: str) -> Answer:
    _query(request)
    return Answer(200, {"snapshots": [each.shown() for each in await admin.keeper.snapshots()]})


async def _save(admin: Admin, request: Request, name: str) -> Answer:
    _query(request)
    return Answer(200, (await admin.keeper.save(name)).shown())


async def _restore(admin: Admin, request: Request, name: str) -> Answer:
    _query(request)
    await admin.keeper.restore(name)
    return Answer(204)


async def _delete(admin: Admin, request: Request, name: str) -> Answer:
    _query(request)
    await admin.keeper.delete(name)
    return Answer(204)


_PAGES: Mapping[tuple[str, ...], Mapping[str, Page]] = {
    ("", ""): {"GET": Page(_index, "Lists what there is here.")},
    ("faults", ""): {
        "GET": Page(_list_faults, "Lists the standing faults, and how often each has struck."),
        "POST": Page(_add_fault, "Lets a fault stand; the body is its spec, as for --fault."),
        "DELETE": Page(_remove_faults, "Takes all standing faults away."),
    },
    ("faults", "{}"): {"DELETE": Page(_remove_fault, "Takes one standing fault away.")},
    ("fault-kinds", ""): {
        "GET": Page(_list_kinds, "Lists the faults there are, with what each can be told."),
    },
    ("settings", ""): {
        "GET": Page(_show_settings, "Shows what can be set while it runs."),
        "PATCH": Page(
            _change_settings,
            "Changes rate_limit (calls a minute, null for none), latency (milliseconds before "
            "every call), install_delay (seconds) or lively (people answer, rooms go on by "
            "themselves), until the sandbox stops.",
        ),
    },
    ("requests", ""): {
        "GET": Page(
            _list_requests, f"Lists requests received; takes after, and limit up to {_MOST}."
        ),
        "DELETE": Page(_clear_requests, "Forgets the requests received."),
    },
    ("requests", "{}"): {"GET": Page(_get_request, "Shows one request.")},
    ("requests", "{}", "bytes"): {"GET": Page(_get_bytes, "Gives one request as it came.")},
    ("reset", ""): {
        "POST": Page(
            _reset,
            "Makes the data anew from their seed number. Credentials, tokens, standing faults and "
            "the list of requests stay.",
        )
    },
    ("task", ""): {
        "GET": Page(_show_task, "Shows what is being done to all of the data, and how far it is."),
        "DELETE": Page(
            _call_off,
            "Calls off what is being done to all of the data: nothing is changed then. Takes name, "
            "to call off only a reset, restore or save.",
        ),
    },
    ("snapshots", ""): {"GET": Page(_list_snapshots, "Lists the snapshots.")},
    ("snapshots", "{}"): {
        "PUT": Page(_save, "Keeps the present data under a name."),
        "DELETE": Page(_delete, "Forgets a snapshot."),
    },
    ("snapshots", "{}", "restore"): {
        "POST": Page(
            _restore,
            "Puts a snapshot in the place of the present data. Credentials, tokens, standing "
            "faults and the list of requests stay.",
        )
    },
}


def _query(request: Request, *names: str) -> dict[str, str]:
    given: dict[str, str] = {}
    for name, value in parse_qsl(request.query, keep_blank_values=True):
        if name not in names:
            takes = f"It takes: {', '.join(names)}." if names else "It takes none."
            raise bad_request(name, f"is not a query parameter here. {takes}")
        given[name] = value
    return given


def _number(field: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise bad_request(field, "must be a whole number")
    return int(text)
