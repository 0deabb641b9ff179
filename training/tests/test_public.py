from pathlib import Path

import pytest

from fabula_training.public import join_reman, join_treebank


def test_a_treebank_is_copied_and_only_free_genres_of_gum_are_kept(tmp_path: Path) -> None:
    there, out = tmp_path / "there", tmp_path / "ud"
    there.mkdir()
    row = "1\tGo\tgo\tVERB\tVB\t_\t0\troot\t_\t_\n\n"
    (there / "en_gum-ud-dev.conllu").write_text(
        f"# newdoc id = GUM_bio_fen\n{row}# newdoc id = GUM_fiction_fen\n{row}# newdoc id = GUM_news_fen\n{row}"
    )
    (there / "en_ewt-ud-train.conllu").write_text(row)
    assert join_treebank(there, out) == 2
    assert (out / "ewt-train.conllu").read_text() == row
    kept = (out / "gum-dev.conllu").read_text()
    assert kept == f"# newdoc id = GUM_bio_fen\n{row}# newdoc id = GUM_news_fen\n{row}"


def test_only_books_that_were_at_hand_are_kept_when_asked_for(tmp_path: Path) -> None:
    pytest.importorskip("lxml")
    file = tmp_path / "reman.xml"
    text = '<document doc_id="{}|1"><text>Fen.</text><adjudicated><spans/><relations/></adjudicated></document>'
    file.write_text(f"<corpus>{text.format(9999999)}{text.format(8551)}</corpus>")
    assert join_reman(file, tmp_path, shipped=False) == 2
    assert join_reman(file, tmp_path, shipped=True) == 1
    assert '"8551-1"' in (tmp_path / "reman.jsonl").read_text()
