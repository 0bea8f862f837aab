"""A collection beside the catalogue: read, recognised, searched, found by name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from explorer.formats.postman import shipped_collection
from explorer.workbench.collected import (
    CollectionError,
    collected_from,
    problem_lines,
    read_collected,
)
from explorer.workbench.problems import WorkbenchError
from tests.workbench.shop import collected, shop


class TestReading:
    def test_a_bad_item_becomes_a_line_and_costs_no_good_one(self) -> None:
        found = collected()
        names = [each.request.name for each in found.requests]
        assert names == ["One invoice", "New invoice", "Signed", "List rooms", "Messages"]
        lines = problem_lines(found.problems)
        assert lines[0] == "error: item[1].item[1].request: The request is a number, not an object."
        assert any("2 scripts are in the file, kept as text and never run" in x for x in lines)

    def test_known_operations_are_recognised_whatever_their_host(self) -> None:
        known = {
            each.request.name: each.operation.operation_id if each.operation else None
            for each in collected().requests
        }
        assert known == {
            "One invoice": None,
            "New invoice": None,
            "Signed": None,
            "List rooms": "ConversationGetAllHandler",
            "Messages": "ConversationMessagePostHandler",
        }

    def test_every_request_of_our_own_collection_is_known(self) -> None:
        ours = collected_from(shipped_collection().read_bytes(), "ours")
        assert len(ours.requests) == 51
        assert all(each.operation is not None for each in ours.requests)

    def test_requests_of_one_name_keep_keys_of_their_own(self) -> None:
        item = {"name": "Twin", "request": "https://h/"}
        found = collected("https://h", item, item).requests
        assert [each.key for each in found[-2:]] == ["Shop / Twin", "Shop / Twin (2)"]

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"{\n  nonsense", "line 2, column 3"),
            (b"[]", "not a Postman collection"),
            (b'{"values": []}', "environment"),
        ],
    )
    def test_what_is_no_collection_is_refused_with_the_file(
        self, tmp_path: Path, content: bytes, said: str
    ) -> None:
        path = tmp_path / "shop.json"
        path.write_bytes(content)
        with pytest.raises(CollectionError) as refused:
            read_collected(str(path))
        assert str(path) in str(refused.value)
        assert said in str(refused.value)

    @pytest.mark.parametrize(
        ("file", "said"),
        [
            ("nowhere.json", "'nowhere.json' cannot be read: No such file"),
            ("~nobody-of-this-name/x.json", "a user that is not known here"),
            ("a\0b", "that is no path"),
        ],
    )
    def test_a_file_that_cannot_be_read_is_said_in_a_sentence(self, file: str, said: str) -> None:
        with pytest.raises(WorkbenchError, match=said):
            read_collected(file)


class TestTree:
    def test_requests_stand_below_collection_and_folder(self) -> None:
        found = collected().branches()
        assert [(each.title, len(each.requests)) for each in found] == [
            ("Shop / Invoices", 3),
            ("Shop / Rooms", 2),
        ]

    @pytest.mark.parametrize(
        ("text", "names"),
        [
            ("invoice POST", ["New invoice"]),
            ("conversationgetall", ["List rooms"]),
            ("by its number", ["One invoice"]),
            ("shop signed", ["Signed"]),
            ("zzz", []),
        ],
    )
    def test_they_are_searched_by_what_is_known_of_them(self, text: str, names: list[str]) -> None:
        found = collected().branches(text)
        assert [each.request.name for branch in found for each in branch.requests] == names

    def test_what_to_know_of_one_is_said_in_words(self) -> None:
        one, _, _, rooms, _ = collected().requests
        assert one.marks() == ["1 script, never run", "1 saved answer"]
        assert rooms.marks() == ["known as ConversationGetAllHandler"]


class TestFinding:
    @pytest.mark.parametrize(
        "name", ["One invoice", "invoices/one invoice", "Shop / Invoices / One invoice"]
    )
    def test_a_request_is_found_by_name_path_and_key(self, name: str) -> None:
        assert collected().find(name).request.name == "One invoice"

    def test_an_unknown_name_gets_a_hint(self) -> None:
        with pytest.raises(CollectionError, match=r"no request 'One invoise'\. Did you mean 'Inv"):
            collected().find("One invoise")

    def test_a_name_that_is_not_enough_is_said_with_the_keys(self) -> None:
        item = {"name": "Twin", "request": "https://h/"}
        whole = json.dumps(shop("https://h", item, item)).encode()
        with pytest.raises(CollectionError, match=r"2 requests 'twin'.*'Shop / Twin \(2\)'"):
            collected_from(whole, "shop").find("twin")
