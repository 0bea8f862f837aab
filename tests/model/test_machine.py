"""Several clients do anything, right or wrong, and the service answers as the plain model does."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    multiple,
    rule,
    run_state_machine_as_test,
)

from explorer.api.operations import CATALOGUE

from . import strategies as some
from .calls import BINARY, JSON, NOTHING
from .drivers import Async, Raw, Sync
from .effort import effort
from .lanes import HISTORY, ROSTER, Lanes, MomentOf, Ref
from .plain import RULES
from .rules_modules import DELETE_MODULE, LIST_MODULES, PUT_MODULE
from .strategies import mostly
from .worlds import Worlds

HOME = Ref("home")
LAB = Ref("lab")
PLANTED = [Ref(name) for name in ("hall", "vault", "attic")]
USERS = [Ref(name) for name in ("ann", "ben", "cy", "dee", "harbor", "notes")]

rooms: Bundle[Ref] = Bundle("rooms")
messages: Bundle[tuple[Ref, Ref, str]] = Bundle("messages")
"""Where, which, and who sent it."""
letters: Bundle[tuple[Ref, Ref, str]] = Bundle("letters")
"""Messages to users: to whom, which, and who sent it."""
files: Bundle[tuple[Ref, Ref, str]] = Bundle("files")
"""Where, which, and who sent it."""
cursors: Bundle[tuple[Ref, Any, Ref]] = Bundle("cursors")
"""Site, the rest of the query, and the cursor."""

any_room = mostly(rooms | rooms | rooms | st.sampled_from(PLANTED), some.odd_ids, 14)
own_room = mostly(rooms | rooms | rooms | st.just(Ref("hall")), any_room, 4)
sites = mostly(st.just(HOME), st.just(LAB) | some.odd_ids, 19)
either_site = mostly(st.sampled_from([HOME, HOME, LAB]), some.odd_ids, 19)
users = mostly(st.sampled_from(USERS), some.odd_ids, 14)
no_query = mostly(st.just({}), st.just({"colour": "red"}), 29)


class Machine(RuleBasedStateMachine):
    """All drivers take every step; after each, whole lists of one of them are compared."""

    worlds: Worlds

    def __init__(self) -> None:
        super().__init__()
        take = self.worlds.take
        self.all = Lanes([Raw(take()), Sync(take()), Async(take())])

    def teardown(self) -> None:
        try:
            if self.all.agreed:
                self.all.look_at_everything()
        finally:
            self.all.close()

    @initialize(target=rooms, kinds=st.permutations(sorted(LIST_MODULES)))
    def begin(self, kinds: list[str]) -> Any:
        # Two types a run, so that a run meets the same module more than once.
        self.kinds = kinds[:2]
        made = [
            self.all.made(
                "room",
                self.all.step(
                    "ConversationPostHandler", by, {"cloudId": HOME}, None, (JSON, {"name": name})
                ),
            )
            for by, name in (("app", "Launch"), ("rival", "launch"))
        ]
        return multiple(*made)

    @initialize(target=messages, body=some.plain_words)
    def say(self, body: str) -> Any:
        return self._send("app", HOME, Ref("hall"), ("text/plain", body))

    # Sites, people, conversations.

    @rule(by=some.callers, site=either_site, user=users, chance=st.integers(0, 9), query=no_query)
    def look_up(self, by: str, site: Any, user: Any, chance: int, query: Any) -> None:
        if chance == 9:
            self.all.step("GetAllHandler", by, {}, query)
        elif chance == 8:
            self.all.step("MeGetHandler", by, {}, query)
        else:
            self.all.step("UserGetHandler", by, {"cloudId": site, "userId": user}, query)

    @rule(target=rooms, by=some.writers, site=sites, body=some.new_room_bodies)
    def create(self, by: str, site: Any, body: Any) -> Any:
        path = {"cloudId": site}
        made = self.all.made(
            "room", self.all.step("ConversationPostHandler", by, path, None, (JSON, body))
        )
        self.all.look()
        return multiple() if made is None else made

    @rule(by=some.callers, site=sites, room=any_room, query=no_query)
    def get(self, by: str, site: Any, room: Any, query: Any) -> None:
        self.all.step("ConversationGetHandler", by, _in(site, room), query)

    @rule(by=some.writers, site=sites, room=own_room, body=some.room_bodies)
    def update(self, by: str, site: Any, room: Any, body: Any) -> None:
        self.all.step("ConversationPatchHandler", by, _in(site, room), None, (JSON, body))
        self.all.look()

    @rule(
        target=cursors,
        by=mostly(st.sampled_from(["app", "reader", "rival"]), some.callers, 5),
        site=either_site,
        query=some.parameters(
            query=some.queries,
            limit=some.limits,
            sort=some.sorts,
            include_private=some.flags,
            include_archived=some.flags,
            exclude_direct=some.flags,
            cursor=st.sampled_from(["", "no-cursor", "WyJhc2MiXQ"]),
        ),
    )
    def list(self, by: str, site: Any, query: Any) -> Any:
        return self._list(by, site, query)

    @rule(
        target=cursors,
        last=cursors,
        by=mostly(st.sampled_from(["app", "reader"]), some.callers, 5),
        other=mostly(st.just({}), st.fixed_dictionaries({"sort": some.sorts}), 5),
    )
    def list_on(self, last: Any, by: str, other: Any) -> Any:
        site, query, cursor = last
        return self._list(by, site, {**query, **other, "cursor": cursor})

    def _list(self, by: str, site: Any, query: Any) -> Any:
        replies = self.all.step("ConversationGetAllHandler", by, {"cloudId": site}, query)
        found = [reply.json["cursor"] if reply.status == 200 else "" for reply in replies]
        if not any(found):
            return multiple()
        rest = {name: value for name, value in query.items() if name != "cursor"}
        return site, rest, self.all.name("cursor", found)

    @rule(
        by=some.writers,
        site=sites,
        room=own_room,
        close=st.booleans(),
        content=mostly(
            st.sampled_from([(JSON, {}), (JSON, NOTHING)]),
            st.sampled_from([(JSON, []), (JSON, {"x": 1}), ("text/plain", "x")]),
        ),
    )
    def archive(self, by: str, site: Any, room: Any, close: bool, content: Any) -> None:
        operation = f"Conversation{'Archive' if close else 'Unarchive'}PutHandler"
        self.all.step(operation, by, _in(site, room), None, content)
        self.all.look()

    @rule(
        by=some.callers,
        site=sites,
        room=own_room,
        query=some.parameters(start=some.starts, limit=some.limits),
    )
    def roster(self, by: str, site: Any, room: Any, query: Any) -> None:
        self.all.step("ConversationRosterGetHandler", by, _in(site, room), query)

    @rule(
        by=some.writers,
        site=sites,
        room=own_room,
        body=mostly(
            st.dictionaries(
                st.sampled_from(["add", "remove"]),
                st.lists(mostly(st.sampled_from(USERS[:3]), users), max_size=3),
                min_size=1,
            ),
            st.sampled_from([{}, {"add": "ann"}, {"add": None}, {"remove": [7]}, [], {"put": []}])
            | st.just({"add": [USERS[0]], "role": "x"}),
        ),
    )
    def change_roster(self, by: str, site: Any, room: Any, body: Any) -> None:
        self.all.step("PatchRosterHandler", by, _in(site, room), None, (JSON, body))
        self.all.look(room, ROSTER)

    # Messages.

    def _send(self, by: str, site: Any, room: Any, content: Any) -> Any:
        replies = self.all.step(
            "ConversationMessagePostHandler", by, _in(site, room), None, content
        )
        made = self.all.made("message", replies)
        return multiple() if made is None else (room, made, by)

    @rule(target=messages, by=some.callers, site=sites, room=own_room, content=some.contents)
    def send(self, by: str, site: Any, room: Any, content: Any) -> Any:
        return self._send(by, site, room, content)

    @rule(data=st.data(), message=messages, site=sites, content=some.contents)
    def edit(self, data: Any, message: Any, site: Any, content: Any) -> None:
        by, path = _of(data, message, site)
        self.all.step("ConversationMessagePutHandler", by, path, None, content)
        self.all.look(message[0], HISTORY)

    @rule(data=st.data(), message=messages, site=sites)
    def delete(self, data: Any, message: Any, site: Any) -> None:
        by, path = _of(data, message, site)
        self.all.step("ConversationMessageDeleteHandler", by, path)
        self.all.look(message[0], HISTORY)

    @rule(data=st.data(), message=messages, site=sites)
    def get_message(self, data: Any, message: Any, site: Any) -> None:
        by, path = _of(data, message, site)
        self.all.step("ConversationMessageGetHandler", by, path)

    @rule(
        data=st.data(),
        message=messages,
        site=sites,
        query=some.parameters(before=some.counts, after=some.counts),
    )
    def context(self, data: Any, message: Any, site: Any, query: Any) -> None:
        by, path = _of(data, message, site)
        self.all.step("ConversationContextMessagesGetHandler", by, path, query)

    @rule(by=some.callers, site=sites, room=own_room, query=some.parameters(limit=some.limits))
    def recent(self, by: str, site: Any, room: Any, query: Any) -> None:
        self.all.step("ConversationMessagesRecentGetHandler", by, _in(site, room), query)

    @rule(
        by=some.callers,
        site=sites,
        message=messages,
        room=st.none() | own_room,
        bounds=st.dictionaries(
            st.sampled_from(["beforeMessage", "afterMessage", "beforeTimestamp", "afterTimestamp"]),
            st.integers(0, 3),
            max_size=3,
        ),
        others=st.lists(messages, min_size=1, max_size=4),
        odd=st.lists(some.odd_ids, min_size=1, max_size=4),
        moments=st.lists(mostly(some.moments, some.odd_moments), min_size=4, max_size=4),
        query=some.parameters(limit=some.limits),
    )
    def history(
        self,
        by: str,
        site: Any,
        message: Any,
        room: Any,
        bounds: Any,
        others: Any,
        odd: Any,
        moments: Any,
        query: Any,
    ) -> None:
        query = dict(query)
        for name, number in bounds.items():
            known = others[number % len(others)][1]
            if name.endswith("Timestamp"):
                query[name] = moments[number] if number else MomentOf(known)
            else:
                query[name] = odd[0] if number == 3 else known
        where = _in(site, room or message[0])
        self.all.step("ConversationMessagesGetHandler", by, where, query)

    # Messages to users.

    @rule(target=rooms, by=some.callers, site=either_site, user=users)
    def direct(self, by: str, site: Any, user: Any) -> Any:
        path = {"cloudId": site, "userId": user}
        made = self.all.made("room", self.all.step("ConversationUserGetHandler", by, path))
        return multiple() if made is None else made

    @rule(target=letters, by=some.callers, site=either_site, user=users, content=some.contents)
    def send_direct(self, by: str, site: Any, user: Any, content: Any) -> Any:
        path = {"cloudId": site, "userId": user}
        replies = self.all.step("UserMessagePostHandler", by, path, None, content)
        self.all.meet()
        made = self.all.made("message", replies)
        return multiple() if made is None else (path, made, by)

    @rule(
        letter=letters,
        by=st.none() | some.callers,
        other=mostly(st.none(), users | some.odd_ids),
        content=some.contents,
        gone=st.booleans(),
    )
    def change_direct(self, letter: Any, by: Any, other: Any, content: Any, gone: bool) -> None:
        path, message, sender = letter
        path = {**path, "messageId": message, **({"userId": other} if other else {})}
        if gone:
            self.all.step("UserMessageDeleteHandler", by or sender, path)
        else:
            self.all.step("UserMessagePutHandler", by or sender, path, None, content)

    # Files.

    @rule(
        target=files,
        by=some.callers,
        site=sites,
        room=own_room,
        name=mostly(
            st.sampled_from(["a.csv", "b c.png", "ü\"x'.txt", "none"]),
            st.sampled_from(["", "n" * 256]),
        ),
        content=mostly(
            st.binary(min_size=1, max_size=40).map(lambda data: (BINARY, data)),
            st.just(("text/csv", "a,b")),
            14,
        ),
    )
    def upload(self, by: str, site: Any, room: Any, name: str, content: Any) -> Any:
        replies = self.all.step(
            "ConversationMediaPostHandler", by, _in(site, room), {"name": name}, content
        )
        made = self.all.made("file", replies)
        return multiple() if made is None else (room, made, by)

    @rule(data=st.data(), file=files, site=sites, gone=st.booleans())
    def file(self, data: Any, file: Any, site: Any, gone: bool) -> None:
        by, path = _of(data, file, site)
        path["mediaId"] = path.pop("messageId")
        method = "Delete" if gone else "Get"
        self.all.step(f"ConversationMedia{method}Handler", by, path)

    # Modules.

    @rule(
        data=st.data(),
        which=st.integers(0, 1),
        by=some.callers,
        site=sites,
        room=own_room,
        key=some.keys,
    )
    def put(self, data: Any, which: int, by: str, site: Any, room: Any, key: str) -> None:
        kind = self.kinds[which]
        body = data.draw(some.module_bodies(kind))
        if isinstance(body, dict) and data.draw(st.booleans()):
            body = {"key": key, **body}
        path = {**_in(site, room), "key": key}
        self.all.step(PUT_MODULE[kind], by, path, None, (JSON, body))
        self.all.look(room, LIST_MODULES[kind])

    @rule(
        which=st.integers(0, 1),
        by=some.callers,
        site=sites,
        room=own_room,
        key=some.keys,
    )
    def remove(self, which: int, by: str, site: Any, room: Any, key: str) -> None:
        kind = self.kinds[which]
        self.all.step(DELETE_MODULE[kind], by, {**_in(site, room), "key": key})
        self.all.look(room, LIST_MODULES[kind])

    @rule(
        which=st.integers(0, 1),
        by=some.callers,
        site=sites,
        room=own_room,
        query=some.parameters(start=some.starts, limit=some.limits),
    )
    def list_modules(self, which: int, by: str, site: Any, room: Any, query: Any) -> None:
        kind = self.kinds[which]
        self.all.step(LIST_MODULES[kind], by, _in(site, room), query)

    @rule(
        by=some.callers,
        site=sites,
        room=own_room,
        key=mostly(st.sampled_from(["configuration", "setup"]), some.keys, 3),
        body=mostly(
            st.fixed_dictionaries(
                {"configured": st.booleans()}, optional={"context": st.just({"cloudId": "x"})}
            ),
            st.sampled_from(
                [{}, {"configured": 1}, {"configured": None}, {"on": True}, [], NOTHING]
            ),
            4,
        ),
    )
    def configure(self, by: str, site: Any, room: Any, key: str, body: Any) -> None:
        path = {**_in(site, room), "key": key}
        self.all.step("AppModuleChatConfigurationPutHandler", by, path, None, (JSON, body))

    @rule(
        by=some.callers,
        site=sites,
        room=own_room,
        key=mostly(some.keys, st.just("standing"), 3),
        body=mostly(
            st.fixed_dictionaries(
                {"label": st.sampled_from(["", "3 open"])},
                optional={"metadata": st.just({"open": [3]}), "context": st.none()},
            ),
            st.sampled_from(
                [{}, {"label": {"value": "x"}}, {"label": "x", "metadata": []}, [], "x"]
            )
            | st.sampled_from([{"label": "x", "colour": 1}, NOTHING]),
            4,
        ),
    )
    def glance(self, by: str, site: Any, room: Any, key: str, body: Any) -> None:
        path = {**_in(site, room), "key": key}
        self.all.step("AppModuleChatGlanceStatePutHandler", by, path, None, (JSON, body))


def _in(site: Any, room: Any) -> dict[str, Any]:
    return {"cloudId": site, "conversationId": room}


def _of(data: Any, message: tuple[Ref, Ref, str], site: Any) -> tuple[str, dict[str, Any]]:
    """Who calls for a message, mostly its sender, and where it is, mostly."""
    room, id, sender = message
    by = data.draw(mostly(st.just(sender), some.callers, 2))
    where = data.draw(mostly(st.just(room), any_room, 9))
    which = data.draw(mostly(st.just(id), some.odd_ids, 14))
    return by, {**_in(site, where), "messageId": which}


def test_the_service_answers_as_the_model(worlds: Worlds) -> None:
    class Tried(Machine):
        pass

    Tried.worlds = worlds
    run_state_machine_as_test(Tried, settings=effort(15, stateful_step_count=50))


def test_the_model_has_a_rule_for_every_operation() -> None:
    assert set(RULES) == set(CATALOGUE)
