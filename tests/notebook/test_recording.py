"""A tour recorded in a notebook."""

from __future__ import annotations

from pathlib import Path

import pytest

from explorer.api.operations import CreateConversation, SendMessage
from explorer.notebook import record
from explorer.tour.reading import read_file
from explorer.workbench.problems import WorkbenchError
from explorer.workbench.workbench import Workbench


async def test_what_is_sent_becomes_a_file(workbench: Workbench, tmp_path: Path) -> None:
    recording = record(workbench)
    path = tmp_path / "in_a_cell.yaml"
    with pytest.raises(WorkbenchError, match="Nothing was sent"):
        recording.stop(path)
    made = await workbench.client.send(CreateConversation(name="Recorded"))
    await workbench.client.send(SendMessage(conversation_id=made.id, content="Hi"))
    assert repr(recording).startswith("<Recording: 2 exchanges so far")
    with pytest.raises(WorkbenchError, match="reads is one of"):
        recording.tour(reads="some")
    assert recording.stop(path) == path
    tour = read_file(path)
    assert tour.title == "in a cell"
    assert [step.operation for step in tour.steps] == ["CreateConversation", "SendMessage"]
    with pytest.raises(WorkbenchError, match="is there already"):
        recording.stop(path)
    with pytest.raises(WorkbenchError, match="cannot be written"):
        recording.stop(tmp_path / "no" / "x.yaml")
