"""One setting in the configuration file: it alone is changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from explorer.workbench.configuration import load_config
from explorer.workbench.problems import ConfigError
from explorer.workbench.settings_writer import write_setting

OTHERS = """\
# mine
default_profile = "work"  # at home

[profiles.work]
base_url = "https://api.example.com"
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", '[theme]\nname = "nord"\n'),
        (OTHERS, f'{OTHERS}\n[theme]\nname = "nord"\n'),
        (
            f'{OTHERS}\n[theme] # dark\n# the name\nname = "dracula" # nice\n\n[keys]\n',
            f'{OTHERS}\n[theme] # dark\n# the name\nname = "nord" # nice\n\n[keys]\n',
        ),
        ("[theme]\n[keys]\n", '[theme]\nname = "nord"\n[keys]\n'),
        ('[theme]\nname = "nord"', '[theme]\nname = "nord"'),
    ],
)
def test_all_else_stays(tmp_path: Path, before: str, after: str) -> None:
    path = tmp_path / "sub" / "config.toml"
    if before:
        path.parent.mkdir()
        path.write_text(before, "utf-8")
    assert write_setting(path, "theme", "name", "nord") == path
    assert path.read_text("utf-8") == after
    assert load_config(path).theme == {"name": "nord"}


@pytest.mark.parametrize("text", ['theme = { name = "x" }\n', 'theme.name = "x"\n', "[theme\n"])
def test_what_cannot_be_changed_is_said_and_left(tmp_path: Path, text: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigError, match="config"):
        write_setting(path, "theme", "name", "nord")
    assert path.read_text("utf-8") == text
