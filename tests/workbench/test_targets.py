"""Which server is meant, which secret goes there, and above all which does not."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from explorer.api.auth import Bearer, ClientCredentials, RoomToken
from explorer.workbench.profiles import ConfigError, Target, TargetFlags, load_config, resolve

CANARY = "canary-9b1d"
CONFIG = """
default_profile = "work"
[profiles.work]
base_url = "https://work.example"
cloud_id = "work-site"
token_env = "WORK_TOKEN"
[profiles.app]
base_url = "https://app.example"
token_url = "https://auth.example/oauth/token"
client_id = "app-id"
token_env = "APP_SECRET"
[profiles.room]
base_url = "https://room.example"
auth = "room"
conversation_id = "c-1"
token_env = "STRIDE_TOKEN"
[profiles.open]
base_url = "https://open.example"
"""
SECRETS = {"WORK_TOKEN": CANARY, "APP_SECRET": "app-secret"}


def aim(
    directory: Path, flags: TargetFlags | None = None, config: str = CONFIG, **environ: str
) -> Target:
    path = directory / "config.toml"
    path.write_text(config, "utf-8")
    return resolve(flags or TargetFlags(), {**SECRETS, **environ}, load_config(path))


def held(target: Target) -> list[str]:
    return [secret.reveal() for secret in target.secrets]


def test_nothing_said_is_the_embedded_sandbox(tmp_path: Path) -> None:
    target = aim(tmp_path, config="")
    assert (target.embedded, target.base_url, target.auth) == (True, "", None)
    assert target.name == "(sandbox)"
    assert target.notices == ()


def test_the_default_profile(tmp_path: Path) -> None:
    target = aim(tmp_path)
    assert target.name == target.profile_name == "work"
    assert target.base_url == "https://work.example"
    assert target.cloud_id == "work-site"
    assert isinstance(target.auth, Bearer)
    assert held(target) == [CANARY]
    assert CANARY not in repr(target)


def test_environment_beats_the_default_profile(tmp_path: Path) -> None:
    target = aim(
        tmp_path, STRIDE_BASE_URL="https://env.example", STRIDE_TOKEN="t-1", STRIDE_CLOUD_ID="s"
    )
    assert (target.base_url, target.cloud_id, held(target)) == ("https://env.example", "s", ["t-1"])
    assert target.name == "https://env.example"


def test_a_flag_beats_the_environment(tmp_path: Path) -> None:
    target = aim(
        tmp_path,
        TargetFlags(base_url="https://flag.example/", cloud_id="flag-site"),
        STRIDE_BASE_URL="https://env.example",
        STRIDE_TOKEN="t-1",
        STRIDE_CLOUD_ID="s",
    )
    assert target.base_url == "https://flag.example"
    assert target.cloud_id == "flag-site"
    assert held(target) == ["t-1"]


def test_a_named_profile_beats_the_environment(tmp_path: Path) -> None:
    target = aim(
        tmp_path,
        TargetFlags(profile="work"),
        STRIDE_BASE_URL="https://env.example",
        STRIDE_TOKEN="t-1",
        STRIDE_CLOUD_ID="s",
    )
    assert (target.base_url, target.cloud_id) == ("https://work.example", "work-site")
    assert held(target) == [CANARY]


def test_a_profiles_secret_goes_to_no_other_server(tmp_path: Path) -> None:
    for flags in (
        TargetFlags(base_url="https://evil.example"),
        TargetFlags(base_url="https://evil.example", profile="work"),
        TargetFlags(base_url="http://work.example"),
        TargetFlags(base_url="https://work.example:8443"),
    ):
        target = aim(tmp_path, flags)
        assert target.auth is None
        assert (target.cloud_id, target.profile_name) == ("", "")
        [notice] = target.notices
        assert notice.startswith("The secret of profile work belongs to https://work.example")
    target = aim(tmp_path, STRIDE_BASE_URL="https://env.example")
    assert target.auth is None


def test_the_same_origin_with_another_path_keeps_the_secret(tmp_path: Path) -> None:
    target = aim(tmp_path, TargetFlags(base_url="https://WORK.example:443/proxy"))
    assert held(target) == [CANARY]
    assert target.notices == ()


def test_the_environments_token_of_another_server_is_not_given_to_a_named_profile(
    tmp_path: Path,
) -> None:
    flags = TargetFlags(profile="open")
    away = aim(tmp_path, flags, STRIDE_BASE_URL="https://env.example", STRIDE_TOKEN="t-1")
    assert away.auth is None
    assert held(aim(tmp_path, flags, STRIDE_TOKEN="t-1")) == ["t-1"]


def test_client_credentials_of_a_profile(tmp_path: Path) -> None:
    target = aim(tmp_path, TargetFlags(profile="app"), STRIDE_TOKEN_URL="https://evil.example")
    assert isinstance(target.auth, ClientCredentials)
    assert target.auth.client_id == "app-id"
    assert target.auth.token_url == "https://auth.example/oauth/token"
    assert held(target) == ["app-secret"]


def test_client_credentials_of_the_environment(tmp_path: Path) -> None:
    target = aim(
        tmp_path,
        STRIDE_BASE_URL="https://env.example",
        STRIDE_CLIENT_ID="i",
        STRIDE_CLIENT_SECRET="s-123",
        STRIDE_TOKEN_URL="https://auth.env.example/token",
    )
    assert isinstance(target.auth, ClientCredentials)
    assert (target.auth.client_id, target.auth.token_url) == ("i", "https://auth.env.example/token")
    assert held(target) == ["s-123"]


def test_half_of_the_client_credentials_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="STRIDE_CLIENT_ID is set without STRIDE_CLIENT_SECRET"):
        aim(tmp_path, config="", STRIDE_CLIENT_ID="i")
    with pytest.raises(ConfigError, match="STRIDE_CLIENT_SECRET is set without STRIDE_CLIENT_ID"):
        aim(tmp_path, config="", STRIDE_CLIENT_SECRET="s-123")


def test_half_of_them_completes_a_profile(tmp_path: Path) -> None:
    config = CONFIG.replace('default_profile = "work"', 'default_profile = "app"')
    target = aim(
        tmp_path, config=config, STRIDE_CLIENT_ID="other", STRIDE_TOKEN_URL="https://evil.example"
    )
    assert isinstance(target.auth, ClientCredentials)
    assert target.auth.client_id == "other"
    assert target.auth.token_url == "https://auth.example/oauth/token"
    assert held(target) == ["app-secret"]


def test_a_room_token_stays_one_when_the_environment_holds_it(tmp_path: Path) -> None:
    config = CONFIG.replace('default_profile = "work"', 'default_profile = "room"')
    target = aim(tmp_path, config=config, STRIDE_TOKEN="room-token")
    assert isinstance(target.auth, RoomToken)
    assert target.room_only
    assert target.auth.conversation_id == target.conversation_id == "c-1"


def test_the_environments_token_is_used_with_the_embedded_sandbox(tmp_path: Path) -> None:
    target = aim(tmp_path, config="", STRIDE_TOKEN="t-1")
    assert target.embedded
    assert held(target) == ["t-1"]
    assert "STRIDE_BASE_URL is not set" in target.notices[0]


def test_blank_variables_are_not_set(tmp_path: Path) -> None:
    assert aim(tmp_path, config="", STRIDE_BASE_URL=" ", STRIDE_TOKEN="").embedded


@pytest.mark.parametrize(
    ("config", "environ", "said"),
    [
        ("", {"STRIDE_BASE_URL": "nonsense"}, "STRIDE_BASE_URL: The base URL 'nonsense' is not"),
        ("", {"STRIDE_BASE_URL": "https://a:pw@b"}, "must not hold a user name or password"),
        ("", {"STRIDE_TOKEN": "two words"}, r"\$STRIDE_TOKEN holds blanks"),
        (CONFIG, {"WORK_TOKEN": ""}, "token_env names the variable WORK_TOKEN, which is not set"),
        (CONFIG, {"WORK_TOKEN": "a b"}, r"profiles.work: \$WORK_TOKEN holds blanks"),
        (
            CONFIG.replace("token_env", "ca_file = 'none.pem'\ntoken_env"),
            {},
            "profiles.work.ca_file names .*none.pem, which is not a file",
        ),
    ],
)
def test_what_cannot_be_used_is_one_sentence(
    tmp_path: Path, config: str, environ: dict[str, str], said: str
) -> None:
    with pytest.raises(ConfigError, match=said) as caught:
        aim(tmp_path, config=config, **environ)
    assert "pw" not in str(caught.value)


def command(*words: str) -> str:
    listed = ", ".join(f"'{word}'" for word in words)
    return f"[profiles.c]\nbase_url = 'https://c.example'\nsecret_command = [{listed}]\n"


class TestSecretCommand:
    flags = TargetFlags(profile="c")

    def test_what_it_prints_is_the_secret(self, tmp_path: Path) -> None:
        config = command(sys.executable, "-c", f'print("{CANARY}")')
        assert held(aim(tmp_path, self.flags, config)) == [CANARY]

    def test_one_text_is_split_into_words(self, tmp_path: Path) -> None:
        config = command().replace("[]", f"""'"{sys.executable}" -c "print(12345)"'""")
        assert held(aim(tmp_path, self.flags, config)) == ["12345"]

    @pytest.mark.parametrize(
        ("code", "said"),
        [
            (f'print("{CANARY}"); raise SystemExit(3)', "ended with exit code 3; run"),
            ("pass", "printed nothing; it must print the secret alone"),
            (f'print("{CANARY}\\\\n{CANARY}")', "printed 2 lines"),
        ],
    )
    def test_its_failures_do_not_repeat_what_it_printed(
        self, tmp_path: Path, code: str, said: str
    ) -> None:
        config = command(sys.executable, "-c", code.replace("\\\\", "\\"))
        with pytest.raises(ConfigError, match=f"profiles.c.secret_command {said}") as caught:
            aim(tmp_path, self.flags, config)
        assert CANARY not in str(caught.value)

    def test_a_command_that_is_not_there(self, tmp_path: Path) -> None:
        config = command(str(tmp_path / "none"))
        with pytest.raises(ConfigError, match="cannot be run"):
            aim(tmp_path, self.flags, config)

    def test_it_is_not_run_for_another_server(self, tmp_path: Path) -> None:
        trace = tmp_path / "ran"
        config = command(
            sys.executable, "-c", f'open("{trace.as_posix()}", "w"); print("{CANARY}")'
        )
        aim(tmp_path, TargetFlags(profile="c", base_url="https://evil.example"), config)
        assert not trace.exists()


class Keyring:
    """A stand-in for the optional package, which needs a desktop session."""

    entries = {("stride", "k"): CANARY}

    class KeyringError(Exception):
        pass

    @classmethod
    def get_password(cls, service: str, user: str) -> str | None:
        if service == "locked":
            raise cls.KeyringError("the collection is locked")
        return cls.entries.get((service, user))


class TestKeyring:
    flags = TargetFlags(profile="k")

    @pytest.fixture(autouse=True)
    def keyring(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "keyring", Keyring)  # type: ignore[arg-type]
        monkeypatch.setitem(sys.modules, "keyring.errors", Keyring)  # type: ignore[arg-type]

    def config(self, entry: str) -> str:
        return f"[profiles.k]\nbase_url = 'https://k.example'\nkeyring = '{entry}'\n"

    @pytest.mark.parametrize("entry", ["stride", "stride:k"])
    def test_an_entry(self, tmp_path: Path, entry: str) -> None:
        assert held(aim(tmp_path, self.flags, self.config(entry))) == [CANARY]

    def test_a_missing_entry(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match="make one with: keyring set stride other"):
            aim(tmp_path, self.flags, self.config("stride:other"))

    def test_a_locked_one(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match="the collection is locked"):
            aim(tmp_path, self.flags, self.config("locked"))

    def test_without_the_package(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "keyring", None)  # type: ignore[arg-type]
        with pytest.raises(ConfigError, match=r"install stride-explorer\[keyring\]"):
            aim(tmp_path, self.flags, self.config("stride"))
