"""A played tour as a notebook: prose, the calls as Python, and the answers that came."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from explorer.formats import python_text
from explorer.tour.casting import APP
from explorer.tour.model import Step, Tour
from explorer.tour.player import Played, title_of
from explorer.tour.python_calls import call_source, expression, variable

FORMAT = (4, 5)

_DATETIME = "from datetime import datetime"
_PACKAGE = "from explorer import Client, operations"

_TOKENS = {
    "participate": "given.participate_token",
    "room": "given.room_token",
    "nobody": "None",
    "wrong": '"no-one-was-given-this-token"',
}


def tour_notebook(tour: Tour, steps: Sequence[Played], *, sandbox: bool) -> str:
    """The notebook's file: it runs from the first cell on.

    Args:
        tour: The tour.
        steps: What came of its steps, in order; the cleanup is passed over.
        sandbox: Whether it was played on a sandbox of its own: the notebook then starts one. Else
            it reads the server and its token from the environment.
    """
    cells = [
        _prose(f"# {tour.title}\n\n{tour.intro}"),
        _code(_beginning(tour, sandbox), None, 1),
    ]
    numbered = (each for each in steps if each.number)
    for count, each in enumerate(numbered, 2):
        step = each.step
        cells.append(_prose(f"## {each.number}. {title_of(step)}\n\n{step.note}"))
        cells.append(_code(_source(step), each, count))
    for number, cell in enumerate(cells):
        text = f"{number} {cell['source']}"
        cell["id"] = hashlib.sha256(text.encode()).hexdigest()[:12]
    document = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": FORMAT[0],
        "nbformat_minor": FORMAT[1],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _prose(text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": _lines(text.strip())}


def _code(source: str, played: Played | None, count: int) -> dict[str, Any]:
    outputs: list[dict[str, Any]] = []
    if played is not None and played.exchange is not None:
        exchange = played.exchange
        outputs.append(
            {
                "output_type": "execute_result",
                "execution_count": count,
                "metadata": {},
                "data": {
                    "text/html": _lines(exchange._repr_html_() or ""),
                    "text/plain": _lines(repr(exchange)),
                },
            }
        )
    return {
        "cell_type": "code",
        "metadata": {},
        "execution_count": count,
        "source": _lines(source),
        "outputs": outputs,
    }


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _beginning(tour: Tour, sandbox: bool) -> str:
    roles = sorted({step.as_ for step in tour.steps} - {"", APP})
    bare = any(step.body is not None and step.unchecked for step in tour.steps)
    dated = sandbox and tour.sandbox.now is not None
    wanted = (("import json", bare), ("import os", not sandbox), (_DATETIME, dated))
    lines = [line for line, is_needed in wanted if is_needed]
    lines += ["", _PACKAGE] if lines else [_PACKAGE]
    if sandbox:
        lines += [
            "from explorer.api.auth import ClientCredentials",
            "from explorer.sandbox import Sandbox",
        ]
    own_data = sandbox and not tour.sandbox.fresh
    lines += ["from explorer.tour.reaching import at"]
    if own_data:
        lines.append("from explorer.workbench.embedded import DATABASE")
        lines.append("from explorer.workbench.paths import data_dir")
    lines.append("")
    if sandbox:
        lines += _sandbox(tour, roles)
    else:
        lines.append('base_url, token = os.environ["STRIDE_BASE_URL"], os.environ["STRIDE_TOKEN"]')
        lines += [
            "client = Client(base_url, auth=token)",
            "client.cloud_id = client.sites.list().items[0].id",
        ]
        for role in roles:
            name = f"STRIDE_TOKEN_{variable(role).upper()}"
            lines.append(
                f'{_role(role)} = Client(base_url, auth=os.environ["{name}"], '
                "cloud_id=client.cloud_id)"
            )
    lines += [f"{variable(name)} = {expression(value)}" for name, value in tour.variables.items()]
    return "\n".join(lines)


def _sandbox(tour: Tour, roles: Sequence[str]) -> list[str]:
    start = tour.sandbox
    options = [f"seed={start.seed}"] if start.seed is not None else []
    if start.now is not None:
        options.append(f'now=datetime.fromisoformat("{start.now.isoformat()}")')
    if start.rate_limit is not None:
        options.append(f"rate_limit={start.rate_limit}")
    if start.install_delay:
        options.append(f"install_delay={start.install_delay}")
    if start.lively:
        options.append("lively=True")
    if not start.fresh:
        options.append("db=data_dir() / DATABASE")
    lines = [
        f"sandbox = Sandbox.start({', '.join(options)})",
        "given = sandbox.credentials",
        "site = given.cloud_ids[0]",
        "app = ClientCredentials(given.client_id, given.client_secret)",
        "client = Client(sandbox.base_url, auth=app, cloud_id=site)",
    ]
    for role in roles:
        token = _TOKENS.get(role, "None")
        lines.append(f"{_role(role)} = Client(sandbox.base_url, auth={token}, cloud_id=site)")
    return lines


def _role(name: str) -> str:
    """The variable of the client that sends as someone."""
    return f"as_{variable(name)}"


def _source(step: Step) -> str:
    client = "client" if step.as_ in ("", APP) else _role(step.as_)
    lines = []
    if step.fault:
        lines.append(f"fault = sandbox.add_fault({expression(step.fault)})")
    lines.append(f"exchange = {python_text.call(f'{client}.exchange', [call_source(step)])}")
    if step.fault:
        lines.append("sandbox.remove_fault(fault)")
    lines += [
        f"{variable(name)} = at(exchange, {expression(path)})" for name, path in step.keep.items()
    ]
    return "\n".join([*lines, "exchange"])
