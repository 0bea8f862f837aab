"""Names of people, asked for once each."""

from __future__ import annotations

import asyncio

from pydantic import ValidationError

from explorer.api.models.users import Me, User
from explorer.api.operations import GetMe, GetUser
from explorer.workbench.once import Once
from explorer.workbench.sitting import Sitting

IN_FLIGHT = 8
"""Most people asked for at the same time: the directory gives one at a time."""


class People:
    """The people of a sitting, by site and user id.

    Args:
        sitting: Of this server.
    """

    def __init__(self, sitting: Sitting) -> None:
        self._sitting = sitting
        self._users: dict[tuple[str, str], User | None] = {}
        self._asking: dict[tuple[str, str], Once[str]] = {}
        self._me: Me | None = None
        self._ask_me = Once(self._fetch_me)
        self._places = asyncio.Semaphore(IN_FLIGHT)

    async def me(self) -> Me | None:
        """The app's own user; None where the server does not tell.

        Raises:
            ApiError: It could not be had for another reason.
        """
        if self._me is not None or not self._sitting.lacks.has(GetMe):
            return self._me
        return await self._ask_me()

    @property
    def my_id(self) -> str:
        """The app's own user id as far as it is known; empty where it is not."""
        return self._me.account_id if self._me else ""

    async def name_of(self, user_id: str) -> str:
        """The name of a person, asked for where it is not known; the id where there is none.

        Args:
            user_id: Atlassian account id.
        """
        place = (self._sitting.cloud_id, user_id)
        if not user_id or place in self._users or not self._sitting.lacks.has(GetUser):
            return self.known_name(user_id)
        if place not in self._asking:
            self._asking[place] = Once(lambda: self._fetch(user_id))
        try:
            return await self._asking[place]()
        finally:
            if place in self._users:
                self._asking.pop(place, None)

    def known_name(self, user_id: str) -> str:
        """The name of a person without asking; the id where it is not known."""
        if self._me is not None and user_id == self._me.account_id and self._me.name:
            return self._me.name
        user = self._users.get((self._sitting.cloud_id, user_id))
        return user.shown_name if user else user_id

    def mentions(self) -> dict[str, str]:
        """Names that can be mentioned, and whom they mean.

        Display and nick names of the people known so far, and `all` and `here`. A name that two
        people bear means no one.
        """
        meant: dict[str, set[str]] = {"all": {"all"}, "here": {"here"}}
        for (site, user_id), user in self._users.items():
            if user is not None and site == self._sitting.cloud_id:
                for name in (user.display_name, user.nick_name):
                    if name:
                        meant.setdefault(name, set()).add(user_id)
        return {name: next(iter(ids)) for name, ids in meant.items() if len(ids) == 1}

    async def _fetch(self, user_id: str) -> str:
        sitting = self._sitting
        place = (await sitting.site(), user_id)
        try:
            call = GetUser(cloud_id=place[0], user_id=user_id)
        except ValidationError:
            # A server may give an id that no path can hold.
            self._users[place] = None
            return user_id
        async with self._places:
            if not sitting.lacks.has(GetUser):
                # Those before have shown that there is no directory.
                return user_id
            answer = await sitting.client.exchange(call)
        if answer.error is None:
            sitting.lacks.answered(GetUser)
            self._users[place] = answer.result()
        elif await sitting.lacks.because(call, answer.error) or answer.status == 404:
            self._users[place] = None
        return self.known_name(user_id)

    async def _fetch_me(self) -> Me | None:
        call = GetMe()
        answer = await self._sitting.client.exchange(call)
        if answer.error is not None and await self._sitting.lacks.because(call, answer.error):
            return None
        self._me = answer.result()
        return self._me
