"""Where the graph runs: the provider asked for, or a clear refusal."""

from pathlib import Path

import onnxruntime
import pytest

from fabula.encoder import load, providers
from fabula.encoder.weights import SHIPPED
from fabula.errors import RequestError, WeightsError

GRAPH = SHIPPED / "encoder.onnx"


class FakeSession:
    """A session of an onnxruntime with CUDA; it runs where `runs_on` says."""

    runs_on = ("CUDAExecutionProvider", "CPUExecutionProvider")

    def __init__(self, file: str, options: object, providers: list[str]) -> None:
        self.asked = providers

    def get_providers(self) -> list[str]:
        return list(self.runs_on)


@pytest.fixture
def cuda_build(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onnxruntime, "get_available_providers", lambda: list(FakeSession.runs_on))
    monkeypatch.setattr(onnxruntime, "InferenceSession", FakeSession)


def test_the_processor_is_used_without_a_word() -> None:
    assert providers.session(GRAPH).get_providers() == ["CPUExecutionProvider"]


def test_the_environment_chooses_where_no_argument_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FABULA_PROVIDER", "CUDA")
    assert providers.chosen() == "cuda"
    assert providers.chosen("cpu") == "cpu"


def test_a_name_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RequestError, match="no provider is called 'warp'") as refused:
        providers.chosen("warp")
    assert refused.value.hint == "Try cpu, cuda, coreml, directml."
    monkeypatch.setenv("FABULA_PROVIDER", "warp")
    with pytest.raises(RequestError, match="FABULA_PROVIDER"):
        load()


@pytest.mark.parametrize(
    ("name", "package"), [("cuda", "onnxruntime-gpu"), ("coreml", "macOS"), ("directml", "onnxruntime-directml")]
)
def test_what_is_missing_is_named(name: str, package: str) -> None:
    if providers.PROVIDERS[name].name in onnxruntime.get_available_providers():
        pytest.skip(f"onnxruntime here has {name}")
    with pytest.raises(RequestError, match=f"cannot run on '{name}'") as refused:
        load(provider=name)
    assert refused.value.hint is not None
    assert package in refused.value.hint


@pytest.mark.usefixtures("cuda_build")
def test_the_card_is_used_when_asked_for() -> None:
    made = providers.session(GRAPH, "cuda")
    assert isinstance(made, FakeSession)
    assert made.asked == ["CUDAExecutionProvider", "CPUExecutionProvider"]
    assert providers.session(GRAPH, "cpu").asked == ["CPUExecutionProvider"]  # type: ignore[attr-defined]


@pytest.mark.usefixtures("cuda_build")
def test_a_silent_fall_back_to_the_processor_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FakeSession, "runs_on", ("CPUExecutionProvider",))
    monkeypatch.setattr(onnxruntime, "get_available_providers", lambda: ["CUDAExecutionProvider"])
    with pytest.raises(RequestError, match="driver or libraries"):
        providers.session(GRAPH, "cuda")


def test_a_broken_graph_is_told(tmp_path: Path) -> None:
    file = tmp_path / "encoder.onnx"
    file.write_bytes(b"no graph")
    with pytest.raises(WeightsError, match="cannot be loaded"):
        providers.session(file)
