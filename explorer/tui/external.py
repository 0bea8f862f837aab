"""Giving the terminal to an editor or a pager of the person's, and taking it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from textual.app import SuspendNotSupported

from explorer.tui.content import notify_text

if TYPE_CHECKING:
    from textual.app import App

    from explorer.api.redact import Redactor
    from explorer.workbench.external import Program

T = TypeVar("T")

NOT_HERE = "This terminal cannot be given to another program: the app is not in one of its own."
UNCHANGED = "Nothing was changed. An editor with a window of its own has to wait, as `code --wait`."


def edit_outside(
    app: App[Any], text: str, name: str, redactor: Redactor | None = None
) -> str | None:
    """Have a text changed in the person's editor; the app stands still meanwhile.

    Args:
        app: The app; a sentence says there what went wrong, or that nothing was changed.
        text: The text.
        name: What its file is called: editors tell by the ending what it holds.
        redactor: Knows the secrets that the editor's environment must not have.

    Returns:
        The text as it is now; None where it is as before.
    """
    from explorer.workbench import external

    def act(program: Program, environ: dict[str, str]) -> str:
        return external.edit(text, name, program, environ)

    changed = _outside(app, external.editor, act, redactor)
    if changed is None:
        return None
    if changed == text:
        notify_text(app, UNCHANGED)
        return None
    return changed


def view_outside(
    app: App[Any],
    data: bytes,
    name: str,
    redactor: Redactor | None = None,
    *,
    in_editor: bool = False,
) -> None:
    """Show something in the person's pager or editor; the app stands still meanwhile.

    Args:
        app: The app; a sentence says there what went wrong.
        data: What to show: text from outside has been made visible, for pagers may obey it.
        name: What its file is called.
        redactor: Knows the secrets that the program's environment must not have.
        in_editor: Whether in the editor and not in the pager.
    """
    from explorer.workbench import external

    def act(program: Program, environ: dict[str, str]) -> None:
        external.view(data, name, program, environ)

    _outside(app, external.editor if in_editor else external.pager, act, redactor)


def _outside(
    app: App[Any],
    find: Callable[[], Program],
    act: Callable[[Program, dict[str, str]], T],
    redactor: Redactor | None,
) -> T | None:
    from explorer.workbench.external import ExternalError, child_environment

    trouble = ""
    result: T | None = None
    unforeseen: Exception | None = None
    try:
        program = find()
        environ = child_environment(redactor)
        with app.suspend():
            # Nothing may be raised in here: the app would not take the terminal back.
            try:
                result = act(program, environ)
            except ExternalError as problem:
                trouble = str(problem)
            except Exception as problem:  # noqa: BLE001 - raised below
                unforeseen = problem
    except SuspendNotSupported:
        trouble = NOT_HERE
    except ExternalError as problem:
        trouble = str(problem)
    if unforeseen is not None:
        raise unforeseen
    if trouble:
        notify_text(app, trouble, severity="warning", timeout=10)
        return None
    return result
