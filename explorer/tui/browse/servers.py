"""Switching site and profile inside the app, and making and trying profiles."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from explorer.document.lines import Line, Span, truncate
from explorer.document.safe import one_line
from explorer.tui.background import Background
from explorer.tui.browse.conversation_commands import SERVERS_COMMANDS
from explorer.tui.commands import bindings
from explorer.tui.content import content, notify_text
from explorer.tui.hints import hint
from explorer.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from explorer.api.models import Site
    from explorer.tui.app import ExplorerApp
    from explorer.tui.widgets.form_dialog import Outcome
    from explorer.workbench.configuration import Config, Profile
    from explorer.workbench.targets import Target

NO_PROFILES = "No profiles of your own yet. Press {servers.add} to make one for another server."


class ServerRow:
    """A profile, the embedded sandbox, or a site of the present token.

    Args:
        label: Its name.
        detail: A word more.
        present: Whether it is the one that is shown.
        profile: The profile; None for none.
        site: The site; None for none.
    """

    def __init__(
        self,
        label: str,
        detail: str,
        *,
        present: bool,
        profile: Profile | None = None,
        site: Site | None = None,
    ) -> None:
        self.label, self.detail, self.present = label, detail, present
        self.profile, self.site = profile, site


class ServerRows:
    """The rows, for a line view."""

    fixed_height = 1

    def __init__(self, rows: list[ServerRow]) -> None:
        self.rows = rows

    def __len__(self) -> int:
        return len(self.rows)

    def lines(self, index: int, width: int) -> tuple[Line, ...]:
        row = self.rows[index]
        kind = "site" if row.site is not None else "profile" if row.profile is not None else ""
        line = Line(
            (
                Span("● " if row.present else "  ", "accent"),
                Span(f"{kind:<8}", "muted"),
                Span(one_line(row.label, 60), "strong" if row.present else ""),
                Span(f"  {one_line(row.detail, 120)}", "muted"),
            )
        )
        return (truncate(line, width),)


class ServersScreen(Background, ModalScreen[None]):
    """The sites of the token and the profiles of the configuration file."""

    BINDINGS = bindings(SERVERS_COMMANDS)

    def compose(self) -> ComposeResult:
        with Vertical(id="servers-box"):
            yield Lines(id="servers-list")
            yield Static(id="servers-status")

    def on_mount(self) -> None:
        """Show them."""
        box = self.query_one("#servers-box")
        box.border_title = "Sites and profiles"
        box.border_subtitle = hint(
            self,
            "{list.choose} goes there · {servers.add} adds · {servers.change} changes · "
            "{servers.try} tries",
        )
        self.fill()
        self.set_focus(self.list)

    @property
    def list(self) -> Lines:
        """The rows."""
        return self.query_one("#servers-list", Lines)

    @property
    def _app(self) -> ExplorerApp:
        return cast("ExplorerApp", self.app)

    def fill(self, at: str = "") -> None:
        """Read the configuration and show what there is.

        Args:
            at: The profile to put the cursor on; empty to leave it where it is.
        """
        from explorer.workbench.configuration import Config, load_config
        from explorer.workbench.paths import config_path
        from explorer.workbench.problems import ConfigError

        workbench = self._app.workbench
        try:
            config = load_config()
            self._say(
                f"Profiles are in {config.path}. Secrets stay where they are."
                if config.profiles
                else f"{hint(self, NO_PROFILES)} It will be kept in {config.path}."
            )
        except ConfigError as problem:
            config = Config(config_path())
            self._say(f"{problem} No profile shows until that is mended.", "$text-error")
        target = workbench.target if workbench is not None else None
        rows = [
            ServerRow(
                site.title,
                site.id,
                present=workbench is not None and site.id == workbench.cloud_id,
                site=site,
            )
            for site in self._app.browse.sites
        ]
        rows.append(
            ServerRow(
                "embedded sandbox",
                "a server of this process, with data to try everything on",
                present=target is not None and target.embedded,
            )
        )
        rows += [
            ServerRow(
                name,
                f"{profile.base_url}  {profile.kind or 'no credentials'}",
                present=target is not None and target.profile_name == name,
                profile=profile,
            )
            for name, profile in config.profiles.items()
        ]
        names = [row.profile.name if row.profile is not None else "" for row in rows]
        cursor = names.index(at) if at and at in names else self.list.cursor or 0
        self.list.source = ServerRows(rows)
        self.list.cursor = min(cursor, len(rows) - 1)

    @property
    def row(self) -> ServerRow | None:
        """The row under the cursor."""
        source, cursor = self.list.source, self.list.cursor
        return (
            source.rows[cursor] if isinstance(source, ServerRows) and cursor is not None else None
        )

    @on(Lines.Selected, "#servers-list")
    def _chosen(self, event: Lines.Selected) -> None:
        event.stop()
        row = self.row
        if row is None:
            return
        if row.present:
            self.dismiss(None)
        elif row.site is not None:
            self.dismiss(None)
            self._app.browse.change_site(row.site)
        else:
            self.background(partial(self._switch, row.profile), "switch", exclusive=True)

    async def _switch(self, profile: Profile | None) -> None:
        import asyncio

        from explorer.workbench.configuration import load_config
        from explorer.workbench.problems import WorkbenchError

        def find() -> Target:
            from explorer.workbench.profile_form import target_of
            from explorer.workbench.targets import Target

            if profile is None:
                return Target(embedded=True)
            config: Config = load_config()
            return target_of(profile, config, os.environ)

        name = profile.name if profile is not None else "the embedded sandbox"
        self._say(f"Going to {one_line(name, 60)}…")
        try:
            target = await asyncio.to_thread(find)
            await self._app.switch(target)
        except (WorkbenchError, OSError, ValueError) as problem:
            self._say(str(problem), "$text-error")
            return
        self.dismiss(None)

    def _say(self, text: str, style: str = "") -> None:
        self.query_one("#servers-status", Static).update(content(text, style))

    def action_add(self) -> None:
        """Make a new profile."""
        self._edit(None)

    def action_change(self) -> None:
        """Change the profile under the cursor."""
        row = self.row
        if row is None or row.profile is None:
            notify_text(self.app, "Choose a profile first.")
        else:
            self._edit(row.profile)

    def action_try(self) -> None:
        """Call the server of the profile under the cursor once."""
        from explorer.workbench.profile_form import try_profile

        row = self.row
        if row is None or row.profile is None:
            notify_text(self.app, "Choose a profile first.")
            return
        profile = row.profile

        async def ask() -> None:
            self._say(f"Trying {one_line(profile.name, 60)}…")
            self._say((await try_profile(profile)).sentence)

        self.background(ask, "try", exclusive=True)

    def action_close(self) -> None:
        """Stay where one is."""
        self.dismiss(None)

    def _edit(self, profile: Profile | None) -> None:
        from explorer.tui.browse.profile_dialog import ProfileDialog
        from explorer.workbench.profile_form import ProfileForm

        workbench = self._app.workbench
        form = ProfileForm(profile, workbench.drafts if workbench is not None else None)

        def closed(outcome: Outcome | None) -> None:
            if outcome is not None:
                self.fill(outcome.result.name)
                go = hint(self, "{list.choose} on it goes there.")
                self._say(f"Profile {outcome.result.name} is saved. {go}")

        self.app.push_screen(ProfileDialog(form), closed)
