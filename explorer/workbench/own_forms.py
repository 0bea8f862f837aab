"""Forms of a few fields of our own, which are no fields of an operation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from explorer.workbench.dialog_forms import KeptTexts
from explorer.workbench.forms_fields import FormField, Kind
from explorer.workbench.forms_reading import FormProblem

if TYPE_CHECKING:
    from explorer.workbench.forms import Form


def own_field(
    name: str,
    kind: Kind,
    help: str,
    *,
    required: bool = False,
    default: str = "",
    bounds: str = "",
    choices: tuple[str, ...] = (),
) -> FormField:
    """A field that is of no operation."""
    return FormField(
        name=name,
        wire_name=name,
        place="own",
        kind=kind,
        required=required,
        default=default,
        bounds=bounds,
        help=help,
        choices=choices,
        pick=None,
        many=False,
        example="",
    )


class OwnForm:
    """A form of a few own fields.

    Args:
        title: What the dialog is called.
        act: A verb for the button.
        fields: In their order.
        texts: What stands in them at first, by name.
        kept: Keeps what is typed; None: it goes when the form is closed.
    """

    def __init__(
        self,
        title: str,
        act: str,
        fields: Sequence[FormField],
        texts: Mapping[str, str],
        kept: KeptTexts | None = None,
    ) -> None:
        self.title, self.act = title, act
        self._fields = tuple(fields)
        self._beginning = {each.name: texts.get(each.name, "") for each in fields}
        self._kept = kept
        typed = kept.read() if kept is not None else {}
        known = {name: text for name, text in typed.items() if name in self._beginning}
        self._texts = self._beginning | known

    @property
    def fields(self) -> Sequence[FormField]:
        """Those a person fills in."""
        return self._fields

    @property
    def choosing(self) -> Form | None:
        """None: what there is to choose from is no matter of an operation."""
        return None

    def text(self, name: str) -> str:
        """What stands in a field."""
        return self._texts[name]

    def set(self, name: str, text: str) -> None:
        """Put a text into a field."""
        self._texts[name] = text
        if self._kept is not None:
            self._kept.write(
                {each: text for each, text in self._texts.items() if text != self._beginning[each]}
            )

    def problems(self) -> Sequence[FormProblem]:
        """What is wrong now, the fields one after the other."""
        found = []
        for each in self._fields:
            text = self._texts[each.name].strip()
            if not text:
                if each.required:
                    found.append(FormProblem(each.name, "is required"))
            elif message := self.check(each, text):
                found.append(FormProblem(each.name, message))
        return found

    def check(self, field: FormField, text: str) -> str:
        """What is wrong with what stands in a field; empty for nothing.

        Args:
            field: The field.
            text: What stands in it, without blanks around it; never empty.
        """
        if field.choices and text not in field.choices:
            return f"must be {' or '.join(field.choices)}"
        if field.kind is Kind.INTEGER and not (text.isascii() and text.isdecimal()):
            return "must be a whole number"
        return ""

    def discard(self) -> None:
        """Forget what was typed."""
        self._texts = dict(self._beginning)
        if self._kept is not None:
            self._kept.write({})
