"""The forms of a copy and of another key: what they say of a text that is not on the server."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from explorer.api.models import ModuleType
from explorer.workbench.module_forms import CopyForm, RenameForm


@pytest.mark.parametrize("dirty", [True, False])
def test_it_is_said_that_a_draft_is_taken_along(dirty: bool) -> None:
    edit: Any = SimpleNamespace(
        type=ModuleType.DIALOG, key="a", site="s", conversation_id="c", dirty=dirty
    )
    nobody: Any = None
    for form in (CopyForm(nobody, edit, "b"), RenameForm(nobody, edit)):
        assert any("your draft" in line for line in form.behind()) is dirty
