"""`stride-explorer open`: which server a link chooses, and what it says of others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from explorer.cli.root import cli

SITE = "11111111-2222-4333-8444-555555555555"


@pytest.fixture(autouse=True)
def one_profile(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A configuration with one profile, and no target in the environment."""
    monkeypatch.setenv("STRIDE_EXPLORER_CONFIG", str(tmp_path / "config.toml"))
    for name in ("STRIDE_BASE_URL", "STRIDE_TOKEN", "STRIDE_CLIENT_ID", "STRIDE_CLOUD_ID"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "config.toml").write_text(
        '[profiles.work]\nbase_url = "https://work.example/v1"\n', "utf-8"
    )


def run(*words: str) -> Any:
    return CliRunner().invoke(cli, ["open", *words])


def test_what_leads_nowhere_is_refused() -> None:
    for link in ("two words", "https://app.stride.com/"):
        result = run(link)
        assert result.exit_code == 2
        assert "Give a conversation's id" in result.output


def test_a_link_of_an_unknown_server_is_refused() -> None:
    result = run(f"https://else.example/site/{SITE}/conversation/a")
    assert result.exit_code == 2
    assert "profile add" in result.output


def test_help_names_every_form() -> None:
    said = run("--help").output
    for form in ("app.stride.com", "applink.atlassian.com", "URL of the API", "bare id"):
        assert form in " ".join(said.split())


class TestTarget:
    @pytest.mark.parametrize(
        ("link", "profile", "embedded"),
        [
            ("abc", "", True),
            (f"https://app.stride.com/{SITE}/chat/abc", "", True),
            (f"https://work.example/v1/site/{SITE}/conversation/abc", "work", False),
            (f"http://127.0.0.1:9/site/{SITE}/conversation/abc", "", True),
        ],
    )
    def test_the_server_is_that_of_the_link(self, link: str, profile: str, embedded: bool) -> None:
        from explorer.cli.open import _target
        from explorer.workbench.links import read_link

        target = _target(read_link(link), {})
        assert (target.profile_name, target.embedded) == (profile, embedded)
