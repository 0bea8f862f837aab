"""The parts of an application card and of a row of buttons (API.md 6.4 and 6.5)."""

from __future__ import annotations

from explorer.document.view import (
    Field,
    View,
    anything,
    flag,
    number,
    optional_string,
    part,
    parts,
    string,
)


def _url(value: object) -> str | None:
    """Read the `url` of an object like `{"url": "https://…"}`."""
    return optional_string(value.get("url")) if isinstance(value, dict) else None


class Icon(View):
    """A picture and the words that stand for it."""

    __slots__ = ()
    url = Field("url", string, "Address of the picture: https or data:image/.")
    label = Field("label", string, "What the picture says.")


class CardUser(View):
    """A person shown on a card by a picture."""

    __slots__ = ()
    id = Field("id", optional_string, "User id.")
    icon = Field("icon", part(Icon), "The person's picture.")


class CardTitle(View):
    """The first line of a card."""

    __slots__ = ()
    text = Field("text", string, "The title.")
    user = Field("user", part(CardUser), "Who the card is about.")


class CardText(View):
    """A card's description."""

    __slots__ = ()
    text = Field("text", string, "The text.")


class CardContext(View):
    """The last line of a card: where it comes from."""

    __slots__ = ()
    text = Field("text", string, "The text.")
    icon = Field("icon", part(Icon), "A picture before the text.")


class Badge(View):
    """A number in a bubble."""

    __slots__ = ()
    value = Field("value", number, "The number.")
    max = Field("max", number, "Above this number `max+` is shown.")
    theme = Field("theme", optional_string, "default or dark.")
    appearance = Field(
        "appearance", optional_string, "default, primary, important, added, removed."
    )

    @property
    def text(self) -> str:
        """What the bubble shows: the value, or `99+` above a maximum of 99."""
        value, most = self.value, self.max
        if value is None:
            return ""
        return f"{most}+" if most is not None and value > most else str(value)


class Lozenge(View):
    """A word in a coloured box, mostly a state."""

    __slots__ = ()
    text = Field("text", string, "The word.")
    bold = Field("bold", flag, "Drawn in strong colours.")
    appearance = Field(
        "appearance", optional_string, "default, success, removed, inprogress, new, moved."
    )


class Target(View):
    """Where an action goes: the key of a `chat:actionTarget` module."""

    __slots__ = ()
    key = Field("key", string, "Key of the module.")
    receiver = Field("receiver", optional_string, "The app that owns the module, if another.")


class CardDetail(View):
    """One detail of a card; any of its parts may be absent."""

    __slots__ = ()
    title = Field("title", string, "What the detail is about.")
    text = Field("text", string, "The detail in words.")
    icon = Field("icon", part(Icon), "A picture before the text.")
    badge = Field("badge", part(Badge), "A number.")
    lozenge = Field("lozenge", part(Lozenge), "A state.")
    users = Field("users", parts(CardUser), "People.")


class CardAction(View):
    """A button of a card."""

    __slots__ = ()
    title = Field("title", string, "What the button says.")
    target = Field("target", part(Target), "Where it goes.")
    key = Field("key", optional_string, "Name of the action, given to its target.")
    parameters = Field("parameters", anything, "Any JSON, given to the target.")


class GroupAction(View):
    """A button of a row of buttons."""

    __slots__ = ()
    key = Field("key", string, "Name of the button in its row.")
    title = Field("title", string, "What the button says.")
    appearance = Field("appearance", optional_string, "default or primary.")
    action = Field("action", part(CardAction), "Its target and parameters.")

    @property
    def target(self) -> Target | None:
        """Where the button goes."""
        return self.action.target if self.action else None

    @property
    def parameters(self) -> object:
        """Any JSON, given to the target."""
        return self.action.parameters if self.action else None


class ActionGroup(View):
    """A row of buttons, the `parameters` of Stride's own inline extension."""

    __slots__ = ()
    key = Field("key", string, "Name of the row.")
    actions = Field("actions", parts(GroupAction), "Its buttons, left to right.")


class CardAttributes(View):
    """What an `applicationCard` node has as attributes."""

    __slots__ = ()
    text = Field("text", string, "The whole card as plain text, for readers without cards.")
    title = Field("title", part(CardTitle), "The first line.")
    text_url = Field("textUrl", optional_string, "Address of the card's subject as text.")
    link = Field("link", _url, "Address the card leads to.")
    background = Field("background", _url, "Address of a picture behind the card.")
    preview = Field("preview", _url, "Address of a picture on the card.")
    collapsible = Field("collapsible", flag, "Readers may fold the card.")
    description = Field("description", part(CardText), "A text under the title.")
    context = Field("context", part(CardContext), "Where the card comes from.")
    details = Field("details", parts(CardDetail), "States, numbers, people.")
    actions = Field("actions", parts(CardAction), "Buttons.")
