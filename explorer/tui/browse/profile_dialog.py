"""The form of a profile in front of the screen, with a way to try it before it is saved."""

from __future__ import annotations

from explorer.tui.browse.conversation_commands import PROFILE_COMMANDS
from explorer.tui.commands import bindings
from explorer.tui.widgets.form_dialog import FormDialog
from explorer.workbench.profile_form import ProfileForm


class ProfileDialog(FormDialog):
    """A profile, filled in, tried and saved.

    Args:
        form: The profile.
    """

    BINDINGS = bindings(PROFILE_COMMANDS)

    def __init__(self, form: ProfileForm) -> None:
        super().__init__(form)
        self._profile = form

    def action_try(self) -> None:
        """Call the server once with what stands in the form; nothing is written."""
        if self.wanting():
            return

        async def ask() -> None:
            self.tell(["Trying…"], good=True)
            tested = await self._profile.test()
            self.tell([tested.sentence], good=tested.ok)

        self.background(ask, "try", exclusive=True)
