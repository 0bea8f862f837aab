"""Variables: layers, where each comes from, secrets that are shown nowhere."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.cli.options import with_variables
from explorer.workbench.problems import WorkbenchError
from explorer.workbench.profiles import (
    Config,
    ConfigError,
    Target,
    TargetFlags,
    load_config,
    resolve,
)
from explorer.workbench.variables import (
    COMMAND_LINE,
    HIDDEN,
    PROFILE,
    Variables,
    from_words,
    layer,
    names_in,
)

PLAIN = st.text(st.characters(exclude_characters="{}", codec="utf-8"))
NAMES = st.text("abcXYZ019_-.", min_size=1, max_size=8)


def variables(**values: str) -> Variables:
    return Variables(layer(values, "here"))


class TestLayers:
    def test_the_strongest_holds_and_says_where_it_is_from(self) -> None:
        found = Variables(from_words(["room=one"]), layer({"room": "two", "site": "s"}, PROFILE))
        assert (found.value("room"), found.source("room")) == ("one", COMMAND_LINE)
        assert (found.value("site"), found.source("site")) == ("s", PROFILE)
        assert found.value("none") is None
        assert found.source("none") == ""
        assert [each.name for each in found] == ["room", "site"]

    def test_words_may_hold_an_equals_sign_and_be_empty(self) -> None:
        found = Variables(from_words(["a=b=c", "empty="]))
        assert found.value("a") == "b=c"
        assert found.fill("<{{empty}}>") == ("<>", ())

    @pytest.mark.parametrize("words", [["hunter2"], ["=hunter2"], ["a=1", "a=hunter2"]])
    def test_a_wrong_word_is_refused_and_not_repeated(self, words: list[str]) -> None:
        with pytest.raises(WorkbenchError) as caught:
            from_words(words)
        assert "hunter2" not in str(caught.value)

    def test_numbers_and_truth_values_are_texts_and_lists_are_refused(self) -> None:
        found = Variables(layer({"limit": 5, "yes": True, "half": 0.5}, "file"))
        assert found.fill("{{limit}} {{yes}} {{half}}").text == "5 true 0.5"
        with pytest.raises(WorkbenchError, match=r"'bad' \(file\)"):
            layer({"bad": [1]}, "file")

    def test_what_an_environment_file_gives_is_taken(self) -> None:
        @dataclass
        class Value:
            value: str
            secret: bool

        (one, other) = layer({"a": Value("x", True), "b": Value("y", False)}, "env.json")
        assert (one.value, one.secret, other.secret) == ("x", True, False)


class TestFilling:
    def test_names_are_replaced_also_within_values(self) -> None:
        found = variables(host="example.com", url="https://{{host}}/", room="42")
        assert found.fill("{{url}}{{ room }}") == ("https://example.com/42", ())

    def test_what_has_no_value_stays_and_is_named_once(self) -> None:
        found = variables(a="{{missing}}")
        assert found.fill("{{b}} {{a}} {{b}}") == ("{{b}} {{missing}} {{b}}", ("b", "missing"))

    def test_a_circle_has_no_value(self) -> None:
        found = variables(a="{{b}}", b="{{a}}")
        assert found.fill("{{a}}").unresolved == ("a",)
        assert not found.uses_secret("{{a}}")

    @given(PLAIN)
    def test_text_without_names_stays_as_it_is(self, text: str) -> None:
        assert variables(a="x").fill(text) == (text, ())

    @given(PLAIN, NAMES, PLAIN, PLAIN)
    def test_a_value_stands_exactly_where_its_name_stood(
        self, before: str, name: str, value: str, after: str
    ) -> None:
        found = Variables(layer({name: value}, "here"))
        assert found.fill(f"{before}{{{{{name}}}}}{after}") == (before + value + after, ())

    @given(st.text())
    def test_any_text_is_taken(self, text: str) -> None:
        found = variables(a="x")
        filled = found.fill(text)
        assert set(filled.unresolved) <= set(names_in(text))
        assert found.fill(found.fill(text).text) == filled


class TestSecrets:
    def test_they_are_shown_nowhere(self) -> None:
        found = Variables(layer({"api_token": "hunter2", "room": "42"}, "file"))
        known = found.get("api_token")
        assert known is not None
        assert known.secret
        assert known.shown == HIDDEN
        assert "hunter2" not in repr(known)
        assert "hunter2" not in repr(found)
        assert found.fill("{{api_token}} {{room}}").text == "hunter2 42"
        assert found.show("{{api_token}} {{room}}").text == "{{api_token}} 42"

    def test_they_are_known_within_other_values_and_taken_out_of_texts(self) -> None:
        found = Variables(layer({"password": "hunter2", "both": "me:{{password}}"}, "file"))
        assert found.uses_secret("{{both}}")
        assert not found.uses_secret("both")
        assert found.show("{{both}}").text == "me:{{password}}"
        assert found.hide("it was hunter2!") == "it was {{password}}!"

    def test_they_can_be_learnt_by_what_redacts(self) -> None:
        found = Variables(layer({"password": "hunter2", "room": "42"}, "file"))
        (secret,) = found.secrets()
        assert (secret.name, secret.reveal()) == ("password", "hunter2")


class TestOfATarget:
    def config(self, path: Path, variables: str) -> Config:
        path.write_text(
            f'default_profile = "work"\n[profiles.work]\nbase_url = "https://api.example.com"\n'
            f"[profiles.work.variables]\n{variables}\n"
        )
        return load_config(path)

    def test_a_profile_has_its_own_and_the_command_line_beats_a_file(self, tmp_path: Path) -> None:
        config = self.config(tmp_path / "config.toml", 'room = "of the profile"\nsite = "s"')
        target = resolve(TargetFlags(), {}, config)
        file = tmp_path / "env.json"
        values = [
            {"key": "room", "value": "of the file"},
            {"key": "who", "value": "of the file"},
            {"key": "pass", "value": "hunter2", "type": "secret"},
        ]
        file.write_text(json.dumps({"name": "env", "values": values}))
        target = with_variables(target, ["who=of the line"], str(file))
        found = Variables(target.variables)
        assert [(each.name, each.source) for each in found] == [
            ("pass", "env.json"),
            ("room", "env.json"),
            ("site", PROFILE),
            ("who", COMMAND_LINE),
        ]
        assert "hunter2" not in repr(target)

    def test_a_profile_must_not_hold_a_secret(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match="names 'api_token', which is a secret"):
            self.config(tmp_path / "config.toml", 'api_token = "hunter2"')

    @pytest.mark.parametrize("text", [None, "[1", '{"values": 3}'])
    def test_a_wrong_file_ends_the_command_with_a_sentence(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | None
    ) -> None:
        file = tmp_path / "env.json"
        if text is not None:
            file.write_text(text)
        with pytest.raises(SystemExit):
            with_variables(Target(), [], str(file))
        assert "env.json" in capsys.readouterr().err
