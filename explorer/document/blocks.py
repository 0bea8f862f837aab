"""Block nodes, which stand in lines of their own (API.md 6.1)."""

from __future__ import annotations

from typing import Final

from explorer.document.card import CardAttributes
from explorer.document.node import Block, ExtensionNode, plain_text
from explorer.document.view import Field, flag, number, optional_string, string, whole

MOST_COLUMNS: Final = 100
"""Columns one table cell may claim to span."""


class Paragraph(Block):
    """A paragraph of inline nodes."""

    __slots__ = ()
    type = "paragraph"


class Heading(Block):
    """A heading."""

    __slots__ = ()
    type = "heading"
    level = Field("level", whole(1, 1, 6), "1 (largest) to 6.")


class BulletList(Block):
    """A list of `ListItem`s."""

    __slots__ = ()
    type = "bulletList"


class OrderedList(Block):
    """A numbered list of `ListItem`s."""

    __slots__ = ()
    type = "orderedList"
    order = Field("order", whole(1, 1, 999_999_999), "Number of the first item.")


class ListItem(Block):
    """An item of a list: a paragraph, then paragraphs and lists."""

    __slots__ = ()
    type = "listItem"


class Blockquote(Block):
    """A quotation of paragraphs."""

    __slots__ = ()
    type = "blockquote"


class CodeBlock(Block):
    """Lines of code, as unmarked text nodes."""

    __slots__ = ()
    type = "codeBlock"
    language = Field("language", string, "One of the schema's languages, or empty.")

    @property
    def code(self) -> str:
        """The code itself."""
        return plain_text(self)


class Rule(Block):
    """A line across."""

    __slots__ = ()
    type = "rule"


class Panel(Block):
    """A coloured box with paragraphs, headings and lists."""

    __slots__ = ()
    type = "panel"
    kind = Field("panelType", string, "info, note, tip, warning, error or success.")


class MediaGroup(Block):
    """Files, one beside the other."""

    __slots__ = ()
    type = "mediaGroup"


class MediaSingle(Block):
    """One picture."""

    __slots__ = ()
    type = "mediaSingle"
    layout = Field("layout", optional_string, "wrap-right, center, wrap-left, wide or full-width.")


class Media(Block):
    """A file of the media service, or a picture elsewhere."""

    __slots__ = ()
    type = "media"
    kind = Field("type", string, "file, link or external.")
    id = Field("id", string, "Id in the media service.")
    collection = Field("collection", string, "Collection of the media service.")
    url = Field("url", string, "Address of an external picture.")
    width = Field("width", number, "Width in pixels.")
    height = Field("height", number, "Height in pixels.")

    @property
    def name(self) -> str:
        """The file's name where something tells it, else its address or id."""
        values = self.values()
        for key in ("__fileName", "fileName", "name", "alt", "url", "id"):
            if name := string(values.get(key)):
                return name
        return ""

    @property
    def size(self) -> str:
        """Width and height like `640×480`, when both are known; else empty."""
        if self.width is None or self.height is None:
            return ""
        return f"{self.width:g}×{self.height:g}"

    @property
    def words(self) -> str:
        return self.name


class ApplicationCard(Block):
    """A card: title, description, details and buttons."""

    __slots__ = ()
    type = "applicationCard"

    @property
    def card(self) -> CardAttributes:
        """The card's parts."""
        return CardAttributes(self.raw.get("attrs"))

    @property
    def words(self) -> str:
        return self.card.text


class DecisionList(Block):
    """A list of `DecisionItem`s."""

    __slots__ = ()
    type = "decisionList"
    local_id = Field("localId", string, "Id within the document.")


class DecisionItem(Block):
    """A decision, as inline nodes."""

    __slots__ = ()
    type = "decisionItem"
    local_id = Field("localId", string, "Id within the document.")
    state = Field("state", string, "DECIDED in every sample.")


class TaskList(Block):
    """A list of `TaskItem`s."""

    __slots__ = ()
    type = "taskList"
    local_id = Field("localId", string, "Id within the document.")


class TaskItem(Block):
    """A task, as inline nodes."""

    __slots__ = ()
    type = "taskItem"
    local_id = Field("localId", string, "Id within the document.")
    state = Field("state", string, "TODO or DONE.")

    @property
    def done(self) -> bool:
        """Whether the task is done."""
        return self.state == "DONE"


class Table(Block):
    """A table of `TableRow`s."""

    __slots__ = ()
    type = "table"
    is_number_column_enabled = Field(
        "isNumberColumnEnabled", flag, "Rows are numbered in a column of their own."
    )
    layout = Field("layout", optional_string, "default, wide or full-width.")


class TableRow(Block):
    """A row of cells."""

    __slots__ = ()
    type = "tableRow"


class TableCell(Block):
    """A cell of blocks."""

    __slots__ = ()
    type = "tableCell"
    colspan = Field("colspan", whole(1, 1, MOST_COLUMNS), "Columns it covers.")
    rowspan = Field("rowspan", whole(1, 1, 10_000), "Rows it covers.")
    background = Field("background", optional_string, "Its colour.")


class TableHeader(TableCell):
    """A cell that names its column or row."""

    __slots__ = ()
    type = "tableHeader"


class Extension(Block, ExtensionNode):
    """Something an app draws."""

    __slots__ = ()
    type = "extension"


class BodiedExtension(Block, ExtensionNode):
    """Something an app draws round blocks."""

    __slots__ = ()
    type = "bodiedExtension"
