"""What a component was given, as the workbench it is a face of."""

from __future__ import annotations

import asyncio
import atexit
import os
from collections.abc import Callable
from weakref import WeakKeyDictionary

from explorer.api.client import BaseClient
from explorer.document.safe import one_line
from explorer.workbench import paths
from explorer.workbench.problems import WorkbenchError
from explorer.workbench.profiles import Target, TargetFlags, load_config, resolve
from explorer.workbench.workbench import Workbench

Given = Workbench | BaseClient | str | None
"""A workbench, a client, the name of a profile, or nothing: then the environment, the default
profile, or else the embedded sandbox is meant, as everywhere."""

_of_clients: WeakKeyDictionary[BaseClient, Workbench] = WeakKeyDictionary()
_of_targets: dict[object, Workbench] = {}


class NotGiven(TypeError):
    """A component was given something that leads to no server."""


def check(given: object) -> Given:
    """What was given, if something can be made of it.

    Raises:
        NotGiven: Nothing can; the message says what can be given.
    """
    if given is None or isinstance(given, Workbench | BaseClient | str):
        return given
    raise NotGiven(
        f"Give a workbench, a client, the name of a profile, or nothing; this is "
        f"{one_line(type(given).__name__, 80)}."
    )


async def desk(
    given: Given, loop: asyncio.AbstractEventLoop, on_notice: Callable[[str], None]
) -> Workbench:
    """The workbench that is meant; those who are given the same share it.

    Args:
        given: What a person gave.
        loop: The loop it will be used on.
        on_notice: Called on the loop with each sentence a person should see once.

    Raises:
        WorkbenchError: It cannot be opened: a sentence that says why and what to do.
    """
    if isinstance(given, Workbench):
        return given
    if isinstance(given, BaseClient):
        known = _of_clients.get(given)
        if known is None or known.closed:
            known = _of_clients[given] = _kept(
                Workbench.around(given, loop=loop, on_notice=on_notice)
            )
        return known
    target = resolve(TargetFlags(profile=given), os.environ, load_config())
    key = (_key(target), paths.data_dir())
    known = _of_targets.get(key)
    if known is None or known.closed:
        opened = await Workbench.open(target, on_notice=on_notice, loop=loop)
        # Meanwhile another component may have been faster.
        faster = _of_targets.get(key)
        if faster is not known and faster is not None:
            await opened.close()
            return faster
        known = _of_targets[key] = _kept(opened)
    return known


def target_of(given: Given) -> Target | None:
    """The server of what was given, where that is known before it is opened.

    Args:
        given: What a person gave.
    """
    if isinstance(given, Workbench):
        return given.target
    if isinstance(given, BaseClient):
        return Target(base_url=given.base_url)
    try:
        return resolve(TargetFlags(profile=given), os.environ, load_config())
    except WorkbenchError:
        # The component says so where it opens.
        return None


def _key(target: Target) -> object:
    secrets = tuple(hash(secret.reveal()) for secret in target.secrets)
    return target.name, target.base_url, target.cloud_id, secrets


def _kept(workbench: Workbench) -> Workbench:
    # The kernel ends without a loop to close it on.
    atexit.register(workbench.close_files)
    return workbench
