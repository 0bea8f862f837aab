"""The configuration file: what it takes, and the sentence for each mistake."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from explorer.workbench.paths import config_path, data_dir, private_directory
from explorer.workbench.profiles import Config, ConfigError, Profile, load_config, write_profile

WHOLE = """
default_profile = "work"

[profiles.work]
base_url = "https://api.example.com/"
cloud_id = "site-1"
token_env = "WORK_TOKEN"

[profiles.app]
base_url = "https://api.example.com"
token_url = "https://auth.example.com/oauth/token"
auth = "client_credentials"
client_id = "app-7"
secret_command = ["pass", "show", "stride"]

[profiles.room]
base_url = "http://127.0.0.1:8080"
auth = "room"
conversation_id = "c-1"
keyring = "stride:room"

[profiles.open]
base_url = "http://127.0.0.1:8081"

[keys]
"lists.down" = "j"
thread.send = "ctrl+n"

[theme]
name = "dark"
"""


def written(directory: Path, text: str) -> Path:
    path = directory / "config.toml"
    path.write_text(text, "utf-8")
    return path


def sentence(directory: Path, text: str) -> str:
    path = written(directory, text)
    with pytest.raises(ConfigError) as caught:
        load_config(path)
    said = str(caught.value)
    assert said.startswith(f"{path}: ")
    assert said.endswith(".")
    assert "\n" not in said
    return said.removeprefix(f"{path}: ")


def test_everything_a_file_can_say(tmp_path: Path) -> None:
    config = load_config(written(tmp_path, WHOLE))
    assert list(config.profiles) == ["work", "app", "room", "open"]
    assert config.default_profile == "work"
    assert config.profile("work").base_url == "https://api.example.com"
    kinds = [profile.kind for profile in config.profiles.values()]
    assert kinds == ["bearer", "client_credentials", "room", None]
    assert config.keys == {"lists.down": "j", "thread.send": "ctrl+n"}
    assert config.theme == {"name": "dark"}


def test_a_missing_file_is_an_empty_configuration(tmp_path: Path) -> None:
    assert load_config(tmp_path / "none.toml") == Config(tmp_path / "none.toml")


PROFILE = '[profiles.work]\nbase_url = "https://a.example"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a = 1\nb = =", "this is not TOML: Invalid value (at line 2, column 5); correct the line"),
        ("default_profle = 'x'", "default_profle is not a key that is known; perhaps"),
        ("default_profile = 3", "default_profile must be the name of a profile"),
        ("default_profile = 'x'", "default_profile names 'x', which is not there"),
        ("profiles = 3", "profiles must be a table; write [profiles]"),
        ("[profiles]\nwork = 'x'", "profiles.work must be a table; write [profiles.work]"),
        ("[profiles.work]", "profiles.work.base_url is required"),
        ("[profiles.'a b']\nbase_url='https://a'", "the profile name 'a b' must be made of"),
        (PROFILE + "base_ulr = 'x'", "profiles.work.base_ulr is not a key that is known; perhaps"),
        (PROFILE + "cloud_id = 3", "profiles.work.cloud_id must be a text"),
        (PROFILE + "cloud_id = ''", "profiles.work.cloud_id must not be empty"),
        (PROFILE + "auth = 'basic'", "profiles.work.auth must be one of bearer, room"),
        (PROFILE + "auth = 'bearer'", "profiles.work does not say where its secret is; add"),
        (
            PROFILE + "auth = 'room'\ntoken_env = 'T'",
            "profiles.work needs conversation_id",
        ),
        (
            PROFILE + "auth = 'client_credentials'\ntoken_env = 'T'",
            "profiles.work needs client_id or client_id_env",
        ),
        (
            PROFILE + "token_env = 'T'\nkeyring = 'k'",
            "profiles.work names the secret twice, by token_env and keyring",
        ),
        (
            PROFILE + "client_id = 'i'\nclient_id_env = 'I'\ntoken_env = 'T'",
            "profiles.work names the client id twice",
        ),
        (PROFILE + "secret_command = 3", "profiles.work.secret_command must be a text or a list"),
        ("[profiles.w]\nbase_url = 'ftp://x'", "profiles.w.base_url cannot be used: The base URL"),
        ("[keys]\na = 3", "keys.a must be keys in quotes"),
    ],
)
def test_a_mistake_is_one_sentence(tmp_path: Path, text: str, said: str) -> None:
    assert sentence(tmp_path, text).startswith(said)


@pytest.mark.parametrize(
    "text",
    [
        PROFILE + 'token = "canary-7f3a"',
        PROFILE + 'client_secret = "canary-7f3a"',
        PROFILE + 'password = "canary-7f3a"',
        PROFILE + 'token_env = "canary-7f3a"',
        'token = "canary-7f3a"',
        '[profiles.w]\nbase_url = "https://me:canary-7f3a@a.example"',
        '[profiles.w]\nbase_url = "https://me:canary-7f3a@a.example:port"',
    ],
)
def test_a_secret_in_the_file_is_refused_and_not_repeated(tmp_path: Path, text: str) -> None:
    said = sentence(tmp_path, text)
    assert "canary" not in said
    assert "environment variable" in said


def test_a_file_that_is_not_text(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match=r"not UTF-8 \(byte 0\)"):
        load_config(path)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_config(tmp_path)


def test_an_unknown_profile_names_those_there_are(tmp_path: Path) -> None:
    config = load_config(written(tmp_path, WHOLE))
    with pytest.raises(ConfigError, match="perhaps 'work' is meant"):
        config.profile("wrok")
    with pytest.raises(ConfigError, match="there are: work, app, room, open"):
        config.profile("zzz")


class TestWriting:
    def test_into_a_new_file_that_only_its_owner_reads(self, tmp_path: Path) -> None:
        path = tmp_path / "new" / "config.toml"
        profile = Profile(
            name="work", base_url="https://a.example", token_env="T", cloud_id='a "b" \\c'
        )
        write_profile(path, profile, default=True)
        config = load_config(path)
        assert config.profiles == {"work": profile}
        assert config.default_profile == "work"
        if os.name == "posix":
            assert path.stat().st_mode & 0o777 == 0o600

    def test_keeps_everything_else(self, tmp_path: Path) -> None:
        path = written(tmp_path, "# mine\n" + WHOLE + "\n# the end\n")
        before = load_config(path)
        changed = Profile(name="app", base_url="https://b.example", keyring="k")
        write_profile(path, changed)
        after = load_config(path)
        assert after.profiles == {**before.profiles, "app": changed}
        assert list(after.profiles) == list(before.profiles)
        assert (after.keys, after.theme) == (before.keys, before.theme)
        text = path.read_text("utf-8")
        assert text.startswith("# mine\n")
        assert text.endswith("# the end\n")

    def test_changes_the_default(self, tmp_path: Path) -> None:
        path = written(tmp_path, WHOLE)
        write_profile(path, Profile(name="new", base_url="https://b.example"), default=True)
        assert load_config(path).default_profile == "new"
        assert path.read_text("utf-8").count("default_profile") == 1

    @pytest.mark.parametrize(
        "layout",
        [
            'profiles = {work = {base_url = "https://a.example"}}',
            '[profiles]\nwork.base_url = "https://a.example"',
        ],
    )
    def test_refuses_a_layout_it_would_break(self, tmp_path: Path, layout: str) -> None:
        path = written(tmp_path, layout)
        with pytest.raises(ConfigError, match=r"write \[profiles.work\] into the file by hand"):
            write_profile(path, Profile(name="work", base_url="https://b.example"))
        assert path.read_text("utf-8") == layout

    def test_a_text_of_many_lines_that_looks_like_a_table_is_not_cut(self, tmp_path: Path) -> None:
        text = '[theme]\nnote = """\n[profiles.work]\nbase_url = 1\n"""\n'
        path = written(tmp_path, text)
        with pytest.raises(ConfigError):
            write_profile(path, Profile(name="work", base_url="https://b.example"))
        assert path.read_text("utf-8") == text


def test_paths_can_be_named_by_the_environment(tmp_path: Path) -> None:
    named = {
        "STRIDE_EXPLORER_DATA": str(tmp_path / "data"),
        "STRIDE_EXPLORER_CONFIG": str(tmp_path / "c.toml"),
    }
    assert data_dir(named) == tmp_path / "data"
    assert config_path(named) == tmp_path / "c.toml"
    assert data_dir({}).name == "stride-explorer"
    assert config_path({}).name == "config.toml"


def test_directories_are_private(tmp_path: Path) -> None:
    made = private_directory(tmp_path / "a" / "b")
    assert made.is_dir()
    if os.name == "posix":
        assert made.stat().st_mode & 0o777 == 0o700


def test_importing_profiles_costs_no_http_server_or_screen() -> None:
    code = (
        "import sys, explorer.workbench.profiles, explorer.workbench.words\n"
        "print([n for n in ('httpx', 'starlette', 'uvicorn', 'textual') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
