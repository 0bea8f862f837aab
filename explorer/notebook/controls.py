"""Controls as all components use them: few models, a name for whoever cannot see them, our looks.

A core widget is three models by itself. Here all share one layout, and those of a kind one style:
what they look like stands in the style sheet. `gone` hides one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files
from typing import Any
from weakref import WeakSet

import ipywidgets as w

from explorer.document.element import Html, fragment, hosted_sheet

_shared: dict[type[Any], Any] = {}
_fields: WeakSet[Any] = WeakSet()


def shared(kind: type[Any]) -> Any:
    """The one layout or style of a kind that all controls of this kernel share.

    Do not change it: give a control of its own looks a class.
    """
    made = _shared.get(kind)
    if made is None or made.comm is None:
        made = _shared[kind] = kind()
    return made


def control(kind: type[Any], *classes: str, **traits: Any) -> Any:
    """A core widget in our looks, of one model where by itself it would be two or three.

    Args:
        kind: Its class.
        classes: Of the style sheet.
        traits: Its own.
    """
    style = kind.class_traits().get("style")
    if style is not None:
        traits["style"] = shared(style.klass)
    made = kind(layout=shared(w.Layout), **traits)
    made._dom_classes = (*made._dom_classes, *classes)
    if issubclass(kind, w.ValueWidget) and not issubclass(kind, w.HTML):
        can_be_typed_in(made)
    return made


def can_be_typed_in(field: Any) -> None:
    """Have what waits for all that was typed wait for this field, too.

    Args:
        field: A widget with a value.
    """
    _fields.add(field)


@cache
def _rules() -> str:
    here = files("explorer.notebook")
    names = ("style.css", "style_endpoints.css")
    return "".join(here.joinpath(name).read_text(encoding="utf-8") for name in names)


def sheet() -> Any:
    """The style sheet, as a control that shows nothing; the same in all components."""
    made = _shared.get(w.HTML)
    if made is None or made.comm is None:
        made = _shared[w.HTML] = html(hosted_sheet(_rules()), "sx-sheet")
    return made


def ground(ui: str = "") -> tuple[Any, ...]:
    """What every component stands on: the style sheet, and the guard that keeps its keys.

    Args:
        ui: `core` for core widgets only, which leave keys to the notebook.
    """
    from explorer.notebook.json_editor import core_only

    if core_only(ui):
        return (sheet(),)
    from explorer.notebook.keys import KeyGuard

    made = _shared.get(KeyGuard)
    if made is None or made.comm is None:
        made = _shared[KeyGuard] = KeyGuard(layout=shared(w.Layout))
    return (sheet(), made)


def html(content: Html | None = None, *classes: str, **traits: Any) -> Any:
    """HTML of the element builder, and nothing else.

    Args:
        content: It; None for none yet.
        classes: Of the style sheet.
        traits: As `tabbable`.

    Raises:
        TypeError: It was not made by the builder.
    """
    made = control(w.HTML, *classes, **traits)
    if content is not None:
        write(made, content)
    return made


def write(control: Any, content: Html) -> None:
    """Show other HTML in a control of `html`.

    Raises:
        TypeError: It was not made by the builder.
    """
    if not isinstance(content, Html):
        raise TypeError("Only what the element builder has made is shown as HTML.")
    if control.value != content:
        control.value = str(fragment(content))


def button(
    words: str,
    act: Callable[[], object],
    *classes: str,
    tip: str = "",
    look: str = "",
    icon: str = "",
    typed: bool = False,
) -> Any:
    """A button.

    Args:
        words: What stands on it.
        act: Called when it is pressed.
        classes: Of the style sheet.
        tip: What it does, in a sentence; also its name where it has no words.
        look: `primary` or `danger`; empty for the usual one.
        icon: Name of an icon before the words.
        typed: Whether it is about what someone has typed: it then waits until all of that has come.
    """
    made = control(
        w.Button, *classes, description=words, tooltip=tip or words, button_style=look, icon=icon
    )
    made.on_click(lambda _: after_typing(act) if typed else act())
    return made


def after_typing(act: Callable[[], object]) -> None:
    """Call a function once all that was typed in the page until now is here.

    Args:
        act: It; called at once where no page can be asked.
    """
    guard = next((each for kind, each in _shared.items() if hasattr(kind, "after_typing")), None)
    if guard is None or guard.comm is None:
        act()
    else:
        guard.after_typing(act, [each.model_id for each in tuple(_fields) if each.comm is not None])


def text(label: str, *classes: str, **traits: Any) -> Any:
    """A field for one line, its label read out but not shown: the placeholder says what it is."""
    given = {"description": label, "placeholder": label, **traits}
    return control(w.Text, "sx-quiet", *classes, **given)


def area(label: str, *classes: str, **traits: Any) -> Any:
    """A field for several lines, its label read out but not shown."""
    given = {"description": label, "placeholder": label, **traits}
    return control(w.Textarea, "sx-quiet", *classes, **given)


def check(label: str, *classes: str, tip: str = "", **traits: Any) -> Any:
    """A box to tick, with its label beside it."""
    given = {"description": label, "tooltip": tip or label, "indent": False, **traits}
    return control(w.Checkbox, *classes, **given)


def choice(label: str, options: Sequence[Any], *classes: str, **traits: Any) -> Any:
    """A drop-down list, its label read out but not shown."""
    return control(w.Dropdown, "sx-quiet", *classes, description=label, options=options, **traits)


def row(*children: Any, classes: Sequence[str] = ()) -> Any:
    """Controls beside each other, in a new line where there is no room."""
    return control(w.HBox, "sx-row", *classes, children=children)


def column(*children: Any, classes: Sequence[str] = ()) -> Any:
    """Controls one below the other."""
    return control(w.VBox, *classes, children=children)


def show(control: Any, shown: bool = True) -> None:
    """Show a control, or hide it."""
    if shown:
        control.remove_class("sx-gone")
    else:
        control.add_class("sx-gone")
