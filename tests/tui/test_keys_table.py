"""The README's table of keys is that of the commands."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from explorer.tui.commands import key_label, split_keys
from explorer.tui.keys import ALL_COMMANDS


@pytest.fixture
def keys_table() -> ModuleType:
    path = Path(__file__).resolve().parent.parent / "keys_table.py"
    spec = importlib.util.spec_from_file_location("stride_explorer_keys_table", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_it_is_up_to_date(keys_table: ModuleType) -> None:
    text = keys_table.README.read_text(encoding="utf-8")
    assert keys_table.written(text) == text, "run python tests/keys_table.py"


def test_it_has_every_key(keys_table: ModuleType) -> None:
    rows = {row.split(" | ")[0][2:]: row for row in keys_table.table().splitlines()[2:]}
    for command in ALL_COMMANDS:
        for key in split_keys(command.keys):
            assert f"`{key_label(key)}`" in rows[command.where], command.id


def test_a_readme_without_a_place_for_it_is_refused(keys_table: ModuleType) -> None:
    with pytest.raises(ValueError, match=re.escape("needs the lines")):
        keys_table.written("# Explorer\n")
