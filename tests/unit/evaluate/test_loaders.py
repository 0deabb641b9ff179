import json
from pathlib import Path

import pytest

from corpora import excerpt
from fabula.errors import RequestError
from fabula.evaluate import coreference, litbank, reman, ud
from fabula.evaluate.scores import Tally
from fabula.story.records import Mention, Story

CONLLU = """# newdoc id = a
# text = Fen isn't in.
1\tFen\tFen\tPROPN\tNNP\tNumber=Sing\t4\tnsubj\t_\t_
2-3\tisn't\t_\t_\t_\t_\t_\t_\t_\t_
2\tis\tbe\tAUX\tVBZ\tTense=Pres|VerbForm=Fin\t4\tcop\t_\t_
3\tn't\tnot\tPART\tRB\t_\t4\tadvmod\t_\t_
4\tin\tin\tADV\tRB\t_\t0\troot\t_\t_
4.1\tnow\tnow\tADV\tRB\t_\t_\t_\t_\t_
5\t.\t.\tPUNCT\t.\t_\t4\tpunct\t_\t_

1\tGo\tgo\tVERB\tVB\t_\t0\troot\t_\t_

"""


def test_a_treebank_gives_words_without_ranges_and_empty_nodes(tmp_path: Path) -> None:
    (tmp_path / "a.conllu").write_text(CONLLU, encoding="utf-8")
    first, second = ud.sentences(tmp_path / "a.conllu")
    assert [t.form for t in first.tokens] == ["Fen", "is", "n't", "in", "."]
    assert (first.paragraph, second.paragraph) == (True, False)
    words = ud.gold_words([first, second])
    assert words.text == "Fen is n't in . Go"
    assert words.sentences == ((0, 5), (5, 6))
    assert words.paragraphs == ((0, 6),)
    assert [t.of(words.text) for t in words.tokens] == list(words.forms)


def test_a_line_of_a_treebank_with_few_columns_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.conllu").write_text("1\tFen\n\n", encoding="utf-8")
    with pytest.raises(RequestError, match=r"a\.conllu:1"):
        list(ud.sentences(tmp_path / "a.conllu"))


def test_documents_are_chosen_by_their_place(tmp_path: Path) -> None:
    for k in range(12):
        excerpt(tmp_path, f"{k:02}_tale")
    assert [d.id for d in litbank.documents(tmp_path, litbank.part("dev"))] == ["08_tale"]
    assert [d.id for d in litbank.documents(tmp_path, litbank.part("test"))] == ["09_tale"]
    assert len(list(litbank.documents(tmp_path, litbank.part("published:coref_fold=3")))) == 12
    with pytest.raises(RequestError):
        litbank.part("devel")


def test_a_document_has_its_spans_in_code_points(tmp_path: Path) -> None:
    excerpt(tmp_path, "00_tale")
    (doc,) = litbank.documents(tmp_path, litbank.part("all"))
    assert doc.entities == {(0, 3, "PER")}
    assert doc.events == {(4, 9)}
    assert set(doc.clusters) == {frozenset({(0, 3), (10, 13)}), frozenset({(10, 19)})}
    assert litbank.document_words(doc).forms == ("Fen", "calls", "her", "aunts", ".")


def test_the_coreference_of_a_reading_is_counted_by_its_mentions(tmp_path: Path) -> None:
    excerpt(tmp_path, "00_tale")
    (doc,) = litbank.documents(tmp_path, litbank.part("all"))
    rows = (((0, 3), "c1"), ((10, 13), "c1"), ((10, 19), "e1"))
    mentions = tuple(Mention(start=a, end=b, entity=who, form="NOM", type="PER") for (a, b), who in rows)
    tally = Tally()
    litbank.count_reading(tally, doc, Story(text=doc.text, mentions=mentions))
    assert coreference.average(tally.scores(), litbank.READING) == 1.0


def test_passages_are_chosen_by_their_book(tmp_path: Path) -> None:
    rows = [
        {"gutenberg_id": k, "text": "Fen wept.", "spans": [{"start": 4, "end": 8, "type": "sadness"}]}
        for k in range(10)
    ]
    file = tmp_path / "reman.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert [p.book for p in reman.passages(file, "dev")] == [8]
    assert next(reman.passages(file, "test")).emotions == ((4, 8, "sadness"),)


def test_a_broken_document_is_named(tmp_path: Path) -> None:
    excerpt(tmp_path, "00_tale")
    (tmp_path / "docs" / "01_tale.json").write_text('{"id": 1}', encoding="utf-8")
    with pytest.raises(RequestError, match="01_tale"):
        list(litbank.documents(tmp_path, litbank.part("all")))


def test_broken_passages_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "reman.jsonl"
    file.write_text('{"text": "Fen wept."}', encoding="utf-8")
    with pytest.raises(RequestError, match="reman"):
        list(reman.passages(file, "all"))


def test_a_head_that_is_no_number_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.conllu").write_text("1\tGo\tgo\tVERB\tVB\t_\t_\troot\t_\t_\n\n", encoding="utf-8")
    with pytest.raises(RequestError, match=r"a\.conllu:1"):
        list(ud.sentences(tmp_path / "a.conllu"))
