"""`fabula read --provider`: a provider that is not there is told before anything is read or written."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import TEXT, Run


@pytest.mark.parametrize("option", [("--provider", "warp"), ()])
def test_an_unknown_provider_is_refused(
    run: Run, tmp_path: Path, option: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    from fabula.reading import signals

    signals.encoder.cache_clear()
    monkeypatch.setenv("FABULA_PROVIDER", "cpu" if option else "warp")
    tale = tmp_path / "tale.txt"
    tale.write_text(TEXT, encoding="utf-8")
    done = run("read", tale, *option)
    assert done.status == 7
    assert "no provider is called 'warp'" in done.talk
    assert "cpu, cuda, coreml, directml" in done.talk
    assert sorted(one.name for one in tmp_path.iterdir()) == ["here", "tale.txt"]
