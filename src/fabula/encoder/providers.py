"""Where the encoder's graph runs: the processor, or a graphics card when asked for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fabula.errors import RequestError, WeightsError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession, SessionOptions

VARIABLE = "FABULA_PROVIDER"
"""The environment variable that names a provider where no argument does."""

CPU = "cpu"


class Provider(NamedTuple):
    """What onnxruntime calls a provider, and the package that brings it."""

    name: str
    package: str


PROVIDERS = {
    CPU: Provider("CPUExecutionProvider", "onnxruntime"),
    "cuda": Provider("CUDAExecutionProvider", "onnxruntime-gpu"),
    "coreml": Provider("CoreMLExecutionProvider", "onnxruntime (its build for macOS)"),
    "directml": Provider("DmlExecutionProvider", "onnxruntime-directml"),
}


def chosen(provider: str | None = None) -> str:
    """The provider's short name: the one given, else that of `FABULA_PROVIDER`, else "cpu". Raises RequestError."""
    name = (provider or os.environ.get(VARIABLE) or CPU).lower()
    if name not in PROVIDERS:
        raise RequestError(
            f"no provider is called {name!r}", where=None if provider else VARIABLE, hint=f"Try {', '.join(PROVIDERS)}."
        )
    return name


def choose(provider: str) -> None:
    """Lets every encoder that this process loads from now on run on a provider. Raises RequestError."""
    os.environ[VARIABLE] = chosen(provider)


def session(file: Path, provider: str | None = None) -> InferenceSession:
    """The graph, ready to run on the provider chosen and on no other.

    Raises RequestError where onnxruntime here cannot run on it, and WeightsError where the graph is broken.
    """
    import onnxruntime

    name = chosen(provider)
    wanted = PROVIDERS[name]
    if wanted.name not in onnxruntime.get_available_providers():
        raise _missing(name, "onnxruntime here was built without it")
    wishes = [wanted.name] if name == CPU else [wanted.name, PROVIDERS[CPU].name]
    try:
        made = onnxruntime.InferenceSession(str(file), _options(), providers=wishes)
    except Exception as error:  # onnxruntime raises many kinds
        raise WeightsError("the encoder's graph cannot be loaded", where=str(file)) from error
    if wanted.name not in made.get_providers():  # it falls back to the processor without an error
        raise _missing(name, "its driver or libraries could not be loaded")
    return made


def _options() -> SessionOptions:
    from onnxruntime import SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = 1  # a window to a thread: results do not depend on how many there are
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = True
    options.log_severity_level = 3
    return options


def _missing(name: str, why: str) -> RequestError:
    return RequestError(
        f"the encoder cannot run on {name!r}: {why}",
        hint=f"Install {PROVIDERS[name].package} and what it needs, or leave the provider out to use the processor.",
    )
