"""The form of a profile: what is wrong at its field, trying it, writing it, its draft."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from explorer.workbench.configuration import Profile, load_config
from explorer.workbench.profile_form import ProfileForm


def filled(path: Path, environ: dict[str, str], **texts: str) -> ProfileForm:
    form = ProfileForm(path=path, environ=environ)
    for name, text in texts.items():
        form.set(name, text)
    return form


@pytest.mark.parametrize(
    ("texts", "field"),
    [
        ({"name": "a b", "base_url": "https://h"}, "name"),
        ({"name": "a", "base_url": "ftp://h"}, "base_url"),
        ({"name": "a", "base_url": "https://h", "auth": "magic"}, "auth"),
        ({"name": "a", "base_url": "https://h", "auth": "bearer"}, "token_env"),
        ({"name": "a", "base_url": "https://h", "token_env": "not a name"}, "token_env"),
        (
            {"name": "a", "base_url": "https://h", "auth": "room", "token_env": "T"},
            "conversation_id",
        ),
        (
            {"name": "a", "base_url": "https://h", "auth": "client_credentials", "token_env": "T"},
            "client_id",
        ),
        ({"name": "a", "base_url": "https://h", "token_env": "T", "keyring": "k"}, "token_env"),
    ],
)
def test_what_is_wrong_stands_at_its_field(
    tmp_path: Path, texts: dict[str, str], field: str
) -> None:
    problems = filled(tmp_path / "c.toml", {}, **texts).problems()
    assert [each.field for each in problems] == [field]


async def test_it_is_written_and_the_rest_of_the_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('# mine\n[keys]\n"app.help" = "f6"\n', "utf-8")
    form = filled(path, {}, name="work", base_url="https://h", token_env="T")
    saved = await form.submit()
    assert load_config(path).profiles["work"] == saved
    assert "# mine" in path.read_text("utf-8")


async def test_changing_keeps_what_no_field_shows(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    profile = Profile(
        name="work",
        base_url="https://h",
        secret_command=["pass", "show", "my key"],
        collection="c.json",
        variables={"room": "x"},
    )
    form = ProfileForm(profile, path=path, environ={})
    assert form.text("secret_command") == "pass show 'my key'"
    form.set("cloud_id", "s")
    saved = await form.submit()
    assert (saved.collection, saved.variables, saved.cloud_id) == ("c.json", {"room": "x"}, "s")


async def test_it_is_tried_without_being_written(tmp_path: Path, sandbox: Any) -> None:
    path = tmp_path / "config.toml"
    held = sandbox.credentials
    form = filled(
        path,
        {"T": held.participate_token},
        name="box",
        base_url=sandbox.base_url,
        auth="bearer",
        token_env="T",
    )
    tested = await form.test()
    assert tested.ok, tested.sentence
    assert "sites: Acme" in tested.sentence
    assert not path.exists()
    form.set("token_env", "UNSET")
    tested = await form.test()
    assert not tested.ok
    assert "UNSET" in tested.sentence


async def test_a_wrong_token_and_a_closed_port_are_said(tmp_path: Path, sandbox: Any) -> None:
    texts = {"name": "a", "auth": "bearer", "token_env": "T"}
    environ = {"T": "wrong-secret-token"}
    for url, word in ((sandbox.base_url, "401"), ("http://127.0.0.1:9", "No connection")):
        tested = await filled(tmp_path / "c", environ, base_url=url, **texts).test()
        assert not tested.ok
        assert word in tested.sentence
        assert "wrong-secret-token" not in tested.sentence


async def test_a_draft_is_kept_and_holds_no_secret(tmp_path: Path, workbench: Any) -> None:
    form = ProfileForm(None, workbench.drafts, path=tmp_path / "c")
    form.set("name", "half")
    again = ProfileForm(None, workbench.drafts, path=tmp_path / "c")
    assert again.text("name") == "half"
    again.discard()
    assert ProfileForm(None, workbench.drafts, path=tmp_path / "c").text("name") == ""


@pytest.mark.parametrize("named", [True, False])
async def test_a_room_token_is_tried_as_the_app_uses_it(
    tmp_path: Path, sandbox: Any, named: bool
) -> None:
    given = sandbox.credentials
    form = filled(
        tmp_path / "c.toml",
        {"ROOM": given.room_token},
        name="roomy",
        base_url=sandbox.base_url,
        auth="room",
        token_env="ROOM",
        conversation_id=given.room_conversation_id,
        cloud_id=given.cloud_ids[0] if named else "",
    )
    assert any("GET /site/ GET" in line for line in form.behind()) is not named
    tested = await form.test()
    assert (tested.ok, tested.sentence) == (True, "It works: the token opens Builds.")
