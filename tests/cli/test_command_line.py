"""The command as a good citizen: help, version, statuses, streams, colours, pipes, interruptions."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import Run

import fabula
from fabula import cli
from fabula.cli import terminal
from fabula.errors import FabulaError, SourceError
from fabula.story import json_form
from fabula.story.records import Story

REPOSITORY = Path(__file__).parents[2]
PATIENCE = 300  # seconds for what takes a moment on a machine that does nothing else


def test_version(run: Run) -> None:
    done = run("--version")
    assert (done.status, done.out, done.talk) == (0, f"fabula {fabula.__version__}\n", "")


def test_help_lists_every_command_with_a_line_about_it(run: Run) -> None:
    done = run("--help")
    assert done.status == 0
    listed = done.out.partition("Commands:")[2].split("\n")
    assert [line.split()[0] for line in listed if line.strip()] == list(cli.COMMANDS)
    assert all(len(line.split()) > 2 for line in listed if line.strip())


@pytest.mark.parametrize("command", cli.COMMANDS)
def test_every_command_has_help(run: Run, command: str) -> None:
    done = run(command, "--help")
    assert done.status == 0
    assert f"Usage: fabula {command}" in done.out
    assert not done.talk


def test_no_command_is_a_wrong_call(run: Run) -> None:
    assert run().status == 2


@pytest.mark.parametrize("args", [["nonesuch"], ["read"], ["show"], ["schema", "x"], ["read", "--nonesuch", "x"]])
def test_a_wrong_call_is_status_2_with_a_way_to_help(run: Run, args: list[str]) -> None:
    done = run(*args)
    assert done.status == 2
    assert "Error:" in done.talk
    assert "-h" in done.talk
    assert not done.data


def test_schema_prints_the_schema(run: Run) -> None:
    done = run("schema")
    assert done.status == 0
    assert json.loads(done.out) == json.loads(json.dumps(json_form.schema()))


def test_python_m_fabula_is_the_command() -> None:
    done = subprocess.run([sys.executable, "-m", "fabula", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"fabula {fabula.__version__}\n"


def test_an_error_of_ours_is_one_message_and_its_hint_and_its_status(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise SourceError("the file is \x1b[31mred", where="a\nb.txt", hint="Choose\tanother.")

    monkeypatch.setattr(json_form, "schema", fail)
    done = run("schema")
    assert done.status == 3
    assert done.talk == "fabula: error: a b.txt: the file is \ufffd[31mred\n  Choose another.\n"


def test_ctrl_c_is_130_and_quiet(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(json_form, "schema", stop)
    done = run("schema")
    assert (done.status, done.data, done.talk) == (130, b"", "")


def test_a_signal_from_the_keyboard_leaves_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "story.txt")
    command = [sys.executable, "-m", "fabula", "read", "-", "-o", str(tmp_path / "out")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin is not None and process.stderr is not None
        process.stdin.write(b"half a story")
        process.stdin.flush()
        while not (tmp_path / "out").exists():  # made right before the source is read
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        # Python dies by the signal itself when it was inside the import of an extension; a shell calls both 130
        assert process.wait(timeout=PATIENCE) in (130, -signal.SIGINT)
        assert b"Traceback" not in process.stderr.read()
    assert list((tmp_path / "out").iterdir()) == []


def assert_quiet(args: list[str]) -> None:
    """A command whose reader has left ends with status 1 and says nothing."""
    command = [sys.executable, "-m", "fabula", *args]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=PATIENCE) == 1


@pytest.mark.parametrize("args", [["schema"], ["--help"]])
def test_a_reader_of_the_pipe_that_leaves_is_no_traceback(args: list[str]) -> None:
    assert_quiet([*args])


def test_tables_into_a_closed_pipe_are_no_traceback(story_file: Path) -> None:
    assert_quiet(["show", str(story_file)])


def test_no_colour_without_a_terminal(run: Run, story_file: Path) -> None:
    assert b"\x1b" not in run("show", story_file, "--doubtful").data


def test_no_color_is_respected_where_colours_are_forced(
    run: Run, story_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert b"\x1b[2m" in run("show", story_file, "--doubtful").data  # dimmed words around a line
    monkeypatch.setenv("NO_COLOR", "1")
    assert not any(f"\x1b[{code}m".encode() in run("show", story_file).data for code in range(30, 38))


def test_an_output_encoding_without_curly_marks_is_no_crash(story_file: Path) -> None:
    environment = os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = subprocess.run(
        [sys.executable, "-m", "fabula", "show", str(story_file)], capture_output=True, env=environment, check=True
    )
    assert b"?Run,?" in done.stdout


def test_shell_completion_is_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    environment = os.environ | {"_FABULA_COMPLETE": "complete_bash", "COMP_WORDS": "fabula sc", "COMP_CWORD": "1"}
    done = subprocess.run(
        [Path(sys.executable).parent / "fabula"], capture_output=True, text=True, env=environment, check=False
    )
    assert "schema" in done.stdout.split()


def test_the_command_reference_is_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, str(REPOSITORY / "scripts" / "cli_docs.py"), "--check"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Ilse Marten", "Ilse Marten"),
        ("  two\n lines\t", "two lines"),
        ("\x1b]0;owned\x07red", "\ufffd]0;owned\ufffdred"),
        ("a\u202eb\u200bc", "abc"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("lone \ud800 half", "lone \ufffd half"),
        ("“naïve” Zoë 🙂", "“naïve” Zoë 🙂"),
    ],
)
def test_what_is_printed_is_harmless(text: str, printed: str) -> None:
    assert terminal.clean(text) == printed


def test_every_error_is_a_status_of_the_command(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in FabulaError.__subclasses__():

        def fail(kind: type[FabulaError] = kind) -> None:
            raise kind("no")

        monkeypatch.setattr(json_form, "schema", fail)
        assert run("schema").status == kind.exit_status


def test_story_is_the_record_that_the_commands_use(story: Story) -> None:
    assert isinstance(story, fabula.Story)
