"""What fields are filled from, and forms that are kept: over a real sandbox."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from explorer.api.errors import ApiError
from explorer.api.operation import CallError
from explorer.api.operations import (
    CATALOGUE,
    DeleteMessage,
    EditDirectMessage,
    GetConversation,
    GetMedia,
    GetMessage,
    GetUser,
    ListConversations,
    PutConfigurationState,
    PutDialog,
    SendDirectMessage,
    SendMessage,
    UpdateRoster,
)
from explorer.workbench.drafts import Drafts
from explorer.workbench.forms import Form
from explorer.workbench.forms_choices import NothingToChoose, choices
from explorer.workbench.forms_kept import Forms
from explorer.workbench.variables import Variables, layer
from explorer.workbench.workbench import Workbench


async def labels(workbench: Workbench, form: Form, name: str, query: str = "") -> list[str]:
    return [each.label for each in await choices(workbench, form, name, query)]


class TestChoices:
    async def test_sites_and_words(self, workbench: Workbench) -> None:
        form = Form.of(ListConversations)
        assert await labels(workbench, form, "cloudId") == ["Acme", "Acme Labs"]
        assert await labels(workbench, form, "sort") == ["asc", "desc"]
        assert await labels(workbench, form, "include_archived") == ["true", "false"]

    async def test_conversations_are_looked_for_by_name(self, workbench: Workbench) -> None:
        form = Form.of(GetConversation)
        found = await choices(workbench, form, "conversationId", "incident")
        assert found
        assert all("incident" in each.label.lower() for each in found)
        form.set("conversationId", found[0].value)
        answer = await workbench.client.send(form.operation())
        assert answer.id == found[0].value

    async def test_those_of_another_site_are_chosen_from_there(self, workbench: Workbench) -> None:
        form = Form.of(GetConversation)
        here = await choices(workbench, form, "conversationId")
        form.set("cloudId", (await choices(workbench, form, "cloudId"))[1].value)
        there = await choices(workbench, form, "conversationId")
        assert there
        assert not {each.value for each in here} & {each.value for each in there}

    async def test_people_without_the_app_itself(self, workbench: Workbench) -> None:
        me = await workbench.me()
        assert me is not None
        found = await choices(workbench, Form.of(GetUser), "userId")
        assert len(found) > 5
        assert me.account_id not in {each.value for each in found}
        assert [each.label for each in found] == sorted(
            (each.label for each in found), key=str.lower
        )

    async def test_who_can_be_added_is_not_there_who_can_be_removed_is(
        self, workbench: Workbench
    ) -> None:
        form = Form.of(UpdateRoster)
        (room, *_) = await choices(workbench, form, "conversationId", "incident")
        form.set("conversationId", room.value)
        there = {each.value for each in await choices(workbench, form, "remove")}
        others = {each.value for each in await choices(workbench, form, "add")}
        assert there
        assert others
        assert not there & others

    async def test_messages_latest_first_and_only_own_ones_to_change(
        self, workbench: Workbench, make_room: Any
    ) -> None:
        room = await make_room(workbench, 3)
        form = Form(GetMessage, texts={"conversationId": room})
        assert await labels(workbench, form, "messageId") == [
            "message 2",
            "message 1",
            "message 0",
        ]
        (room_of_all, *_) = await choices(workbench, form, "conversationId", "Incident 42")
        me = await workbench.me()
        assert me is not None
        form = Form(GetMessage, texts={"conversationId": room_of_all.value})
        everyones = await choices(workbench, form, "messageId")
        form = Form(DeleteMessage, texts={"conversationId": room_of_all.value})
        own = await choices(workbench, form, "messageId")
        assert 0 < len(own) < len(everyones)
        assert {each.detail for each in own} == {me.name}

    async def test_messages_to_a_user_are_in_the_direct_conversation(
        self, workbench: Workbench
    ) -> None:
        form = Form.of(EditDirectMessage)
        user = (await choices(workbench, form, "userId"))[0].value
        await workbench.site()
        await workbench.client.send(SendDirectMessage(user_id=user, content="Hello you"))
        form.set("userId", user)
        assert (await labels(workbench, form, "messageId"))[0] == "Hello you"

    async def test_keys_of_the_modules_type(self, workbench: Workbench, make_room: Any) -> None:
        room = await make_room(workbench)
        form = Form(PutDialog, texts={"conversationId": room, "key": "mine"})
        assert await labels(workbench, form, "key") == []
        await workbench.client.send(form.operation())
        assert await labels(workbench, form, "key") == ["mine"]

    async def test_configuration_keys_are_those_used_from_here(
        self, workbench: Workbench, make_room: Any
    ) -> None:
        room = await make_room(workbench)
        form = Form(PutConfigurationState, texts={"conversationId": room})
        with pytest.raises(NothingToChoose, match="type it"):
            await choices(workbench, form, "key")
        await workbench.set_configuration_state(room, "configuration", True)
        (found,) = await choices(workbench, form, "key")
        assert (found.value, found.detail) == ("configuration", "configured")

    async def test_files_are_those_of_the_latest_messages(
        self, workbench: Workbench, make_room: Any
    ) -> None:
        room = await make_room(workbench)
        form = Form(GetMedia, texts={"conversationId": room})
        with pytest.raises(NothingToChoose, match="type it"):
            await choices(workbench, form, "mediaId")
        media = {"type": "media", "attrs": {"id": "m1", "type": "file", "collection": "c"}}
        document = {
            "version": 1,
            "type": "doc",
            "content": [{"type": "mediaGroup", "content": [media]}],
        }
        await workbench.client.send(SendMessage(conversation_id=room, content=document))
        (found,) = await choices(workbench, form, "mediaId")
        assert found.value == "m1"

    async def test_what_must_be_chosen_first_is_said(self, workbench: Workbench) -> None:
        for operation, name, first in (
            (GetMessage, "messageId", "conversationId"),
            (EditDirectMessage, "messageId", "userId"),
            (PutDialog, "key", "conversationId"),
        ):
            with pytest.raises(NothingToChoose, match=f"Choose {first} first"):
                await choices(workbench, Form.of(operation), name)

    async def test_failures_are_told(self, workbench: Workbench) -> None:
        form = Form(GetMessage, texts={"conversationId": "nowhere"})
        with pytest.raises(ApiError):
            await choices(workbench, form, "messageId")
        form.set("conversationId", "..")
        with pytest.raises(CallError):
            await choices(workbench, form, "messageId")

    async def test_variables_stand_in_the_other_fields(
        self, workbench: Workbench, make_room: Any
    ) -> None:
        room = await make_room(workbench, 1)
        form = Form(GetMessage, variables=Variables(layer({"room": room}, "file")))
        form.set("conversationId", "{{room}}")
        assert await labels(workbench, form, "messageId") == ["message 0"]


class TestKept:
    def drafts(self, path: Path) -> Drafts:
        return Drafts(path / "drafts.db")

    async def test_what_was_typed_is_there_after_a_restart(self, tmp_path: Path) -> None:
        drafts = self.drafts(tmp_path)
        forms = Forms(drafts, "p")
        form = forms.open(ListConversations, "site")
        form.set("query", "launch")
        forms.open(GetConversation, "site").set("conversationId", "c")
        assert forms.open(ListConversations, "site") is form
        drafts.close()
        drafts = self.drafts(tmp_path)
        again = Forms(drafts, "p")
        await again.load()
        assert again.open(ListConversations, "site").typed == {"query": "launch"}
        assert again.open(ListConversations, "other").typed == {}
        stranger = Forms(drafts, "someone else")
        await stranger.load()
        assert stranger.open(ListConversations, "site").typed == {}
        again.open(ListConversations, "site").reset()
        assert drafts.list(kind="form")[0].id.key == GetConversation.operation_id
        drafts.close()

    async def test_a_broken_draft_holds_nothing(self, tmp_path: Path) -> None:
        from explorer.workbench.drafts import DraftId

        drafts = self.drafts(tmp_path)
        for key, text in (
            (GetConversation.operation_id, "[" * 9000),
            (ListConversations.operation_id, '{"query": 3, "limit": "5", "old": "x"}'),
            (GetUser.operation_id, "[]"),
        ):
            drafts.put(DraftId("p", "s", "", "form", key), text)
        forms = Forms(drafts, "p")
        await forms.load()
        assert forms.open(GetConversation, "s").typed == {}
        assert forms.open(GetUser, "s").typed == {}
        assert forms.open(ListConversations, "s").typed == {"limit": "5"}
        drafts.close()

    async def test_ids_go_from_one_form_to_the_next_untouched_one(self, tmp_path: Path) -> None:
        drafts = self.drafts(tmp_path)
        forms = Forms(drafts, "p")
        forms.share("s", "conversationId", "one")
        message = forms.open(SendMessage, "s")
        assert message.typed == {"conversationId": "one"}
        message.set("content", "half a sentence")
        forms.open(GetConversation, "s").set("conversationId", "two")
        assert forms.open(PutDialog, "s").typed == {"conversationId": "two"}
        assert message.text("conversationId") == "one"
        assert forms.open(SendMessage, "elsewhere").typed == {}
        forms.variables = Variables(layer({"a": "b"}, "file"))
        assert message.variables.value("a") == "b"
        drafts.close()


def test_every_pick_of_the_catalogue_has_someone_to_ask() -> None:
    from explorer.workbench.forms_choices import _ASKING

    picks = {
        item.pick
        for operation in CATALOGUE.values()
        for item in Form.of(operation).fields
        if item.pick
    }
    assert picks == set(_ASKING)
