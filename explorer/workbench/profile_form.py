"""The form of a profile: a server and how to be known to it, checked, tried, and written."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from explorer.api.explain import explain
from explorer.workbench.configuration import Config, Profile, load_config
from explorer.workbench.dialog_forms import KeptTexts, PlainField
from explorer.workbench.drafts import DraftId
from explorer.workbench.forms_fields import Kind
from explorer.workbench.forms_reading import FormProblem
from explorer.workbench.paths import config_path
from explorer.workbench.profile_writer import write_profile
from explorer.workbench.targets import TargetFlags, resolve

if TYPE_CHECKING:
    from explorer.workbench.drafts import Drafts
    from explorer.workbench.forms import Form
    from explorer.workbench.targets import Target

_HELP = {
    "name": ("What it is called.", "work"),
    "base_url": ("Where the service is.", "https://chat.example.com"),
    "auth": ("Kind of credentials; left out: none, or what the rest tells.", ""),
    "token_env": ("Environment variable that holds the secret.", "WORK_TOKEN"),
    "secret_command": ("Command that prints the secret.", "pass show work"),
    "keyring": ("Entry of the system keyring with the secret.", "stride:work"),
    "client_id": ("For client_credentials.", ""),
    "client_id_env": ("Environment variable that holds the client id.", ""),
    "token_url": ("Token endpoint; left out: the server's own.", ""),
    "cloud_id": ("Site to begin with; left out: the first.", ""),
    "conversation_id": ("Conversation to open; of a room token, its only one.", ""),
    "ca_file": ("Certificates to trust.", ""),
}
_CHOICES = {"auth": ("bearer", "room", "client_credentials")}

FIELDS = tuple(
    PlainField(
        name=name,
        wire_name=name,
        help=text,
        required=name in {"name", "base_url"},
        example=example,
        kind=Kind.CHOICE if name in _CHOICES else Kind.TEXT,
        choices=_CHOICES.get(name, ()),
    )
    for name, (text, example) in _HELP.items()
)


@dataclass(frozen=True, slots=True)
class Tested:
    """What came of trying a profile.

    Args:
        ok: Whether the server answered as the service does.
        sentence: How it went, for a person.
    """

    ok: bool
    sentence: str


class ProfileForm:
    """A profile, new or as it stands in the configuration file.

    Args:
        profile: To begin with; None for a new one.
        drafts: Keep what is typed; None to keep nothing.
        path: The configuration file; None for the user's own.
        environ: Where named variables are looked up; None for this process's.
    """

    act = "Save"

    def __init__(
        self,
        profile: Profile | None = None,
        drafts: Drafts | None = None,
        *,
        path: Path | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        self.title = f"Profile {profile.name}" if profile is not None else "New profile"
        self._path = path or config_path()
        self._environ = os.environ if environ is None else environ
        given = profile.model_dump(exclude_none=True) if profile is not None else {}
        # What no field shows stays as it is.
        self._unshown = {name: value for name, value in given.items() if name not in _HELP}
        command = given.get("secret_command")
        if isinstance(command, list):
            import shlex

            given["secret_command"] = shlex.join(command)
        self._begun = {name: str(given.get(name, "")) for name in _HELP}
        self._texts = dict(self._begun)
        self._kept: KeptTexts | None = None
        if drafts is not None:
            key = profile.name if profile is not None else ""
            self._kept = KeptTexts(drafts, DraftId("", "", "", "profile", key))
            self._texts |= {k: v for k, v in self._kept.read().items() if k in _HELP}

    @property
    def fields(self) -> Sequence[PlainField]:
        """Every field."""
        return FIELDS

    @property
    def choosing(self) -> Form | None:
        """Nothing of a profile is chosen from a site."""
        return None

    def text(self, name: str) -> str:
        """What stands in a field."""
        return self._texts[name]

    def set(self, name: str, text: str) -> None:
        """Put a text into a field."""
        self._texts[name] = text
        if self._kept is not None:
            changed = self._texts != self._begun
            self._kept.write(self._texts if changed else {})

    def problems(self) -> Sequence[FormProblem]:
        """What is wrong, each at the field it is about."""
        try:
            self.profile()
        except ValidationError as problem:
            return tuple(_placed(each.field, each.message) for each in explain(problem))
        return ()

    def profile(self) -> Profile:
        """The profile.

        Raises:
            ValidationError: Something is wrong.
        """
        given: dict[str, Any] = {k: v.strip() for k, v in self._texts.items() if v.strip()}
        return Profile.model_validate({**self._unshown, **given})

    def behind(self) -> Sequence[str]:
        """What saving does, and what trying calls."""
        room = self._texts["auth"] == "room"
        called = "" if room and self._texts["cloud_id"].strip() else "GET /site/"
        if room:
            called = f"{called} GET /site/{{cloudId}}/conversation/{{conversationId}}".lstrip()
        return (f"Saved to {self._path}", f"F6 tries it: {called}")

    async def submit(self) -> Profile:
        """Write the profile into the configuration file.

        Raises:
            WorkbenchError: The file is broken or cannot be written.
        """
        import asyncio

        profile = self.profile()
        await asyncio.to_thread(write_profile, self._path, profile)
        if self._kept is not None:
            self._kept.write({})
        return profile

    def discard(self) -> None:
        """Forget what was typed."""
        self._texts = dict(self._begun)
        if self._kept is not None:
            self._kept.write({})

    async def test(self) -> Tested:
        """Call the server of the profile once, without writing anything.

        A room token's conversation is asked for, else the sites: `GetConversation`, `ListSites`.

        Raises:
            ValidationError: Something in the form is wrong.
        """
        return await try_profile(self.profile(), self._path, self._environ)


def target_of(profile: Profile, config: Config, environ: Mapping[str, str]) -> Target:
    """The server of a profile, whatever else the configuration says.

    Raises:
        ConfigError: Its secret is not where it says, or a file is missing.
    """
    alone = replace(config, profiles={profile.name: profile}, default_profile=None)
    return resolve(TargetFlags(profile=profile.name), environ, alone)


async def try_profile(
    profile: Profile, path: Path | None = None, environ: Mapping[str, str] | None = None
) -> Tested:
    """Call the server of a profile once and say how it went.

    Args:
        profile: The profile, written or not.
        path: The file that relative paths are taken from; None for the user's own.
        environ: Where named variables are looked up; None for this process's.
    """
    import asyncio

    from explorer.api.client import AsyncClient
    from explorer.api.errors import ApiError
    from explorer.api.operations import GetConversation, ListSites
    from explorer.workbench.problems import WorkbenchError

    try:
        config = await asyncio.to_thread(load_config, path)
        target = await asyncio.to_thread(
            target_of, profile, config, os.environ if environ is None else environ
        )
        async with AsyncClient(
            target.base_url, auth=target.auth, cloud_id=target.cloud_id, ca_file=target.ca_file
        ) as client:
            sites: Sequence[Any] = ()
            if not (target.room_only and target.cloud_id):
                sites = (await client.exchange(ListSites())).result().values
            if target.room_only:
                # As the app does it: a token that names no site is of the first it reaches.
                site = target.cloud_id or next((each.id for each in sites if each.id), "")
                if not site:
                    return Tested(False, "The token reaches no site: name one in cloud_id.")
                call = GetConversation(cloud_id=site, conversation_id=target.conversation_id)
                room = (await client.exchange(call)).result()
                return Tested(True, f"It works: the token opens {room.title}.")
    except (WorkbenchError, ApiError, ValueError, OSError) as problem:
        return Tested(False, str(problem))
    names = ", ".join(getattr(each, "title", "?") for each in sites[:5])
    count = f"{len(sites)} site" + ("" if len(sites) == 1 else "s")
    return Tested(True, f"It works: {count}{': ' if names else ''}{names}.")


_MENTIONED = (
    ("names the secret twice", "token_env"),
    ("names the client id twice", "client_id"),
    ("where its secret is", "token_env"),
    ("needs client_id", "client_id"),
    ("needs conversation_id", "conversation_id"),
)


def _placed(field: str, message: str) -> FormProblem:
    """A problem at its field; what is about several, at the one to be filled in."""
    name = field.split(".")[0].split("[")[0]
    if not name:
        name = next((field for words, field in _MENTIONED if words in message), "")
    return FormProblem(name, message)
