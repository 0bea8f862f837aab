"""A field for JSON, coloured with the styles of the app's theme."""

from __future__ import annotations

from importlib.util import find_spec

from rich.style import Style
from textual import events
from textual.theme import Theme
from textual.widgets.text_area import TextAreaTheme

from explorer.tui.styles import styles_of
from explorer.tui.widgets.fields import VisibleTextArea

HIGHLIGHT_LIMIT = 64 * 1024
"""Characters up to which JSON is coloured; above, each key would be felt."""

_STYLES = {
    "json.label": "json-key",
    "string": "json-string",
    "string.escape": "json-literal",
    "number": "json-number",
    "boolean": "json-literal",
    "json.null": "json-literal",
    "json.error": "error",
    "punctuation.bracket": "json-punctuation",
    "punctuation.delimiter": "json-punctuation",
}
"""Our style names by the parser's names for parts of JSON."""


class JsonField(VisibleTextArea):
    """A text field whose JSON is coloured, as long as the parser is there and the text short.

    Args:
        text: To begin with.
        id: As for every widget.
    """

    def __init__(self, text: str, *, id: str) -> None:
        super().__init__(
            text, id=id, show_line_numbers=True, tab_behavior="indent", soft_wrap=False
        )
        self._may_colour = _has_grammar()

    async def _on_key(self, event: events.Key) -> None:
        # The field itself would leave by this key; here it goes back, as everywhere.
        if event.key == "escape":
            event.prevent_default()

    def on_mount(self) -> None:
        """Take the theme's colours, also when another theme is chosen."""
        self._colour(self.app.current_theme)
        self.app.theme_changed_signal.subscribe(self, self._colour)
        self.show_colours()

    def show_colours(self) -> None:
        """Colour the text if it is short enough."""
        language = "json" if self._may_colour and self.is_short else None
        if self.language != language:
            self.language = language

    @property
    def is_short(self) -> bool:
        """Whether the text is short enough to be coloured."""
        return len(self.text) <= HIGHLIGHT_LIMIT

    def _colour(self, theme: Theme) -> None:
        table = styles_of(self.app)
        syntax: dict[str, Style] = {name: table.style(ours) for name, ours in _STYLES.items()}
        name = f"of {theme.name}"
        self.register_theme(TextAreaTheme(name, syntax_styles=syntax))
        self.theme = name


def _has_grammar() -> bool:
    return find_spec("tree_sitter") is not None and find_spec("tree_sitter_json") is not None
