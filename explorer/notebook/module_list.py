"""The modules of a conversation to choose from, and the way to begin a new one."""

from __future__ import annotations

from collections.abc import Callable

from explorer.api.models.modules import ModuleType, StoredModule
from explorer.document.safe import one_line
from explorer.notebook import controls
from explorer.notebook.listing import listing
from explorer.workbench.module_editing import NEW, ModuleShelf
from explorer.workbench.workbench import Workbench

Name = tuple[str, str]
"""Type and key of a module; of a new one the key is empty."""

Rows = list[tuple[str, Name]]


class ModuleList:
    """The list and, below it, the type of a new module with its button.

    Args:
        choose: Called with what a person chooses.
        gone: Called where what was chosen is no longer listed.
        ui: As of `json_field`.
    """

    def __init__(
        self, choose: Callable[[Name], object], gone: Callable[[], object], ui: str = ""
    ) -> None:
        self._choose, self._gone = choose, gone
        self._names: dict[str, Name] = {}
        self.list = listing("Modules", "sx-list", choose=self._chosen, rows=12, ui=ui)
        types = [(each.removeprefix("chat:"), str(each)) for each in ModuleType]
        self.type = controls.choice("Type of a new module", types)
        tip = "Begin a module of this type"
        self.new = controls.button("New", lambda: choose((self.type.value, "")), tip=tip)
        self.column = controls.column(
            self.list,
            controls.row(self.type, self.new),
            classes=("sx-side", "sx-operations"),
        )

    def show(self, rows: Rows, selected: Name | None, *, conversation: str, usable: bool) -> None:
        """Show what there is.

        Args:
            rows: As `module_rows` gives them.
            conversation: Whose modules they are: others have modules of the same name.
            selected: The one that is open.
            usable: Whether a new one can be begun.
        """

        def whole(name: Name) -> str:
            return " ".join((conversation, *name))

        self._names = {whole(name): name for _, name in rows}
        self.list.show([(words, whole(name)) for words, name in rows], selected and whole(selected))
        self.new.disabled = not usable

    def _chosen(self, whole: str) -> None:
        name = self._names.get(whole)
        if name is None:
            self._gone()
        else:
            self._choose(name)


def module_rows(shelf: ModuleShelf | None, workbench: Workbench | None) -> Rows:
    """The modules of a conversation, and drafts of new ones, each as words and its name.

    Args:
        shelf: What the conversation has; None where that is not known yet.
        workbench: Holds the drafts.
    """
    if shelf is None or workbench is None:
        return []
    drafts = {
        (draft.id.kind, draft.id.key)
        for draft in workbench.drafts.list(
            profile=workbench.target.name,
            site=shelf.site,
            conversation=shelf.conversation_id,
        )
    }
    rows: Rows = []
    for kind, part in shelf.shelves.items():
        short = str(kind).removeprefix("chat:")
        for module in part.modules:
            key = module.key if isinstance(module, StoredModule) else None
            if key:
                mark = "  · draft" if (str(kind), key) in drafts else ""
                rows.append((f"{short:<13}{one_line(key, 60)}{mark}", (str(kind), key)))
        if (f"{kind}{NEW}", "") in drafts:
            rows.append((f"{short:<13}(new) · draft", (str(kind), "")))
    return rows
