"""Programs of the person's on a text of ours: which, with what environment, and what they leave."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from explorer.api.redact import Redactor, Secret
from explorer.workbench import external
from explorer.workbench.external import ExternalError, Program, child_environment, edit, view

ENVIRONMENT = {"PATH": os.environ["PATH"]}
Making = Callable[[str], Program]


@pytest.fixture
def program(tmp_path: Path) -> Making:
    """A function that makes a program from lines of Python; the file's path is `path`."""

    def make(code: str) -> Program:
        script = tmp_path / "program.py"
        script.write_text(
            "import os, sys, pathlib\n"
            f"here = pathlib.Path({str(tmp_path)!r})\n"
            "path = pathlib.Path(sys.argv[-1])\n" + code
        )
        return Program((sys.executable, str(script), "--wait"), "$EDITOR")

    return make


class TestWhichProgram:
    @pytest.mark.parametrize(
        ("named", "expected"),
        [
            ({"EDITOR": "cat"}, (("cat",), "$EDITOR")),
            ({"VISUAL": "cat", "EDITOR": "ls"}, (("cat",), "$VISUAL")),
            (
                {"VISUAL": "  ", "EDITOR": "cat -A 'two words'"},
                (("cat", "-A", "two words"), "$EDITOR"),
            ),
        ],
    )
    def test_the_environment_names_it(
        self, named: dict[str, str], expected: tuple[tuple[str, ...], str]
    ) -> None:
        found = external.editor({**ENVIRONMENT, **named})
        assert (found.words, found.source) == expected

    def test_one_that_is_there_is_found(self, tmp_path: Path) -> None:
        for name in ("vi", "more"):
            (tmp_path / name).touch(mode=0o755)
        here = {"PATH": str(tmp_path)}
        assert external.editor(here) == Program(("vi",))
        assert external.pager(here) == Program(("more",))

    @pytest.mark.parametrize(
        ("named", "said"),
        [
            ({"EDITOR": "/no/such --wait"}, "$EDITOR names '/no/such --wait', which is not there"),
            ({"EDITOR": "vi 'unclosed"}, "$EDITOR cannot be split into words"),
            ({}, "set $VISUAL or $EDITOR to a program that is"),
        ],
    )
    def test_what_cannot_be_run_is_said(
        self, named: dict[str, str], said: str, tmp_path: Path
    ) -> None:
        with pytest.raises(ExternalError) as raised:
            external.editor({"PATH": str(tmp_path), **named})
        assert said in str(raised.value)


def test_the_environment_of_a_program_has_no_secrets() -> None:
    redactor = Redactor([Secret("hunter2secret", "WORK")])
    environ = {
        "PATH": "/bin",
        "STRIDE_TOKEN": "t0ken",
        "MY_PASSWORD": "p",
        "WORK": "hunter2secret",
        "ADDRESS": "https://me:hunter2secret@host/",
        "LESS": "-S",
    }
    assert child_environment(redactor, environ) == {"PATH": "/bin", "LESS": "-S"}


class TestEditing:
    def test_what_was_changed_comes_back(self, program: Making) -> None:
        change = program("path.write_text(path.read_text().replace('b', 'ß') + chr(10))")
        assert edit('{"a": "b"}', "body.json", change, ENVIRONMENT) == '{"a": "ß"}'

    def test_a_last_line_that_was_ended_stays_ended(self, program: Making) -> None:
        change = program("path.write_bytes(b'one\\r\\ntwo\\r\\n')")
        assert edit("one\n", "text", change, ENVIRONMENT) == "one\ntwo\n"

    def test_the_file_is_private_named_and_gone_afterwards(
        self, program: Making, tmp_path: Path
    ) -> None:
        look = program(
            "(here / 'seen').write_text(f'{path}|{path.stat().st_mode}|{path.parent.stat().st_mode}"
            '|{sys.argv[1:-1]}|{dict(os.environ).get("STRIDE_TOKEN")}\')'
        )
        assert edit("x", "../body.json", look, ENVIRONMENT) == "x"
        path, mode, above, options, token = (tmp_path / "seen").read_text().split("|")
        assert Path(path).name == "body.json"
        assert (stat.S_IMODE(int(mode)), stat.S_IMODE(int(above))) == (0o600, 0o700)
        assert (options, token) == ("['--wait']", "None")
        assert not Path(path).parent.exists()

    def test_a_program_that_gives_up_changes_nothing(self, program: Making) -> None:
        with pytest.raises(ExternalError, match="exit code 3: the text is as it was"):
            edit("x", "text", program("sys.exit(3)"), ENVIRONMENT)

    @pytest.mark.parametrize(
        ("code", "said"),
        [
            ("path.write_bytes(b'new'); sys.exit(3)", "ended with exit code 3"),
            ("path.write_bytes(b'new'); os.kill(os.getpid(), 9)", "was ended by signal 9"),
            ("path.write_bytes(b'ne\\xff')", "no UTF-8, at byte 3"),
        ],
    )
    def test_what_was_written_and_cannot_be_used_is_not_lost(
        self, program: Making, code: str, said: str
    ) -> None:
        with pytest.raises(ExternalError, match=said) as raised:
            edit("x", "text", program(code), ENVIRONMENT)
        kept = Path(str(raised.value).rpartition(": ")[2])
        assert kept.read_bytes().startswith(b"ne")
        kept.unlink()
        kept.parent.rmdir()

    def test_a_file_that_is_gone_is_said(self, program: Making) -> None:
        with pytest.raises(ExternalError, match="left no file"):
            edit("x", "text", program("path.unlink()"), ENVIRONMENT)

    def test_what_is_no_program_is_said(self, tmp_path: Path) -> None:
        bad = tmp_path / "bad"
        bad.write_text("#!/no/such/interpreter\n")
        bad.chmod(0o755)
        with pytest.raises(ExternalError, match=r"bad cannot be run .*check \$EDITOR"):
            edit("x", "text", Program((str(bad),), "$EDITOR"), ENVIRONMENT)

    def test_no_room_for_a_file_is_said(
        self, program: Making, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "none"))
        with pytest.raises(ExternalError, match="No file could be made"):
            edit("x", "text", program(""), ENVIRONMENT)


class TestViewing:
    def test_it_is_shown_and_not_taken_back(self, program: Making, tmp_path: Path) -> None:
        view(b"\x00\xff", "a.bin", program("(here / 'seen').write_bytes(path.read_bytes())"), {})
        assert (tmp_path / "seen").read_bytes() == b"\x00\xff"

    def test_a_failure_is_said(self, program: Making) -> None:
        with pytest.raises(ExternalError, match="ended with exit code 1"):
            view(b"", "a", program("sys.exit(1)"), {})


def test_ctrl_c_is_the_programs_own(program: Making) -> None:
    interrupt = program(
        "import signal, time\n"
        "def heard(*_): path.write_text('interrupted')\n"
        "signal.signal(signal.SIGINT, heard)\n"
        "os.kill(os.getppid(), signal.SIGINT); os.kill(os.getpid(), signal.SIGINT)\n"
    )
    assert edit("x", "text", interrupt, ENVIRONMENT) == "interrupted"
