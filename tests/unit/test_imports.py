"""Importing Fabula, and its quick commands, load nothing heavy."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {
    "torch",
    "ray",
    "starlette",
    "uvicorn",
    "duckdb",
    "pyarrow",
    "onnxruntime",
    "tokenizers",
    "networkx",
    "scipy",
    "highspy",
    "numpy",
    "lxml",
    "mammoth",
    "selectolax",
    "jinja2",
    "msgspec",
    "pandas",
}
SHOW = "import sys; print(' '.join(sorted({name.partition('.')[0] for name in sys.modules})), file=sys.stderr)"


def loaded(code: str) -> set[str]:
    """The top-level modules loaded after running the code in an interpreter of its own."""
    done = subprocess.run([sys.executable, "-c", f"{code}\n{SHOW}"], capture_output=True, text=True, check=True)
    return set(done.stderr.splitlines()[-1].split())


def command(*args: str) -> str:
    """Code that runs the command line and goes on."""
    argv = ["fabula", *args]
    run = "from fabula.cli import main\ntry: main()\nexcept SystemExit: pass"
    return f"import sys\nsys.argv = {argv!r}\n{run}"


@pytest.mark.parametrize(
    "code",
    ["import fabula", "import fabula.cli", command("--version"), command("--help"), command("read", "--help")],
    ids=["import fabula", "import fabula.cli", "--version", "--help", "read --help"],
)
def test_nothing_heavy_is_loaded(code: str) -> None:
    assert not loaded(code) & HEAVY


def test_reading_loads_no_training_corpus_or_server_library() -> None:
    code = "import fabula\nfabula.read('“Run,” said Ilse. “Or hide.”', text=True)"
    assert not loaded(code) & {"torch", "ray", "starlette", "uvicorn", "duckdb", "pandas"}


def test_a_heavy_library_would_be_seen() -> None:
    assert "msgspec" in loaded("import msgspec")
