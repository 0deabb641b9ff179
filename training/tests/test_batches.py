import random
from pathlib import Path

import pytest
import torch
from fabula.encoder.labels import FEATURES
from fabula.encoder.subwords import Subwords
from tokenizers import Tokenizer
from tokenizers.models import WordPiece

from fabula_training import batches, losses
from fabula_training.data import REMAN_EMOTIONS, Emotional, Mention, Passage, Quotation, Sentence
from fabula_training.model import WIDEST, Reader

WORDS = "Fen called her aunts . The aunts came home and Fen wept .".split()
PASSAGE = Passage(
    "tale",
    tuple(WORDS),
    frozenset({0, 5}),
    (Mention(0, 1, 0, 0, 0), Mention(2, 4, 0, 1, 1), Mention(2, 3, 0, 2, 0), Mention(5, 7, 0, 1, 1)),
    frozenset({1, 7, 11}),
    "all",
)
TALK = Passage(
    "talk",
    tuple('Fen rose . " No , Ada . " he said . " Why ? "'.split()),
    frozenset({0, 3, 12}),
    (Mention(0, 1, 0, 0, 0), Mention(6, 7, 0, 0, 1), Mention(9, 10, 0, 2, 0, False), Mention(13, 14, 0, 0, -1)),
    None,
    "some",
    (Quotation(((3, 9),), 0, (1,)), Quotation(((12, 16),), 1, (0,))),
)
SENTENCE = Sentence(
    ("Fen", "wept", "."),
    ("Fen", "weep", "."),
    ("PROPN", "VERB", "PUNCT"),
    ({"Number": "Sing"}, {"Tense": "Past", "VerbForm": "Fin"}, {}),
    (2, 0, 2),
    ("nsubj", "root", "punct"),
    True,
)
LABELS = batches.Labels(("k0+", "l2+ep"), ("nsubj", "punct", "root"))


@pytest.fixture
def subwords(tmp_path: Path) -> Subwords:
    known = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "aunt", "##s", *dict.fromkeys(w for w in WORDS)]
    Tokenizer(WordPiece({w: i for i, w in enumerate(dict.fromkeys(known))}, unk_token="[UNK]")).save(
        str(tmp_path / "vocabulary.json")
    )
    return Subwords(tmp_path / "vocabulary.json")


def small_reader() -> Reader:
    from transformers import BertConfig, BertModel

    config = BertConfig(
        vocab_size=40, hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32,
        type_vocab_size=4, max_position_embeddings=64,
    )  # fmt: skip
    torch.manual_seed(3)
    return Reader(BertModel(config, add_pooling_layer=False), len(LABELS.lemmas), len(LABELS.relations))


def batch(subwords: Subwords) -> batches.Batch:
    windows = batches.Windows(subwords, 12)
    first = windows.add(batches.Text(PASSAGE.forms, PASSAGE.breaks))
    passage = batches.passage_words(PASSAGE, first, 0, len(WORDS))
    at = windows.add(batches.run_text([SENTENCE]))
    shown = Emotional(("Fen", "wept", "."), ((1, 2, REMAN_EMOTIONS.index("sadness")),))
    mood = windows.add(batches.Text(shown.forms, frozenset()))
    out = windows.batch()
    out.passages.append(passage)
    out.trees.append(batches.tree_words([SENTENCE], at, LABELS))
    out.emotions.append((mood, windows.n_words, batches.emotion_labels(shown, len(REMAN_EMOTIONS))))
    return out


def test_every_word_stands_in_a_window_once(subwords: Subwords) -> None:
    made = batch(subwords)
    there = made.words[made.words < made.n_words]
    assert sorted(set(there.tolist())) == list(range(made.n_words))
    assert made.ids.shape[1] <= 12
    assert bool((made.ids[~made.mask] == subwords.padding).all())


def test_a_paragraph_break_is_a_separator(subwords: Subwords) -> None:
    windows = batches.Windows(subwords, 30)
    windows.add(batches.Text(("Fen", "wept"), frozenset({0, 1})))
    made = windows.batch()
    assert made.ids[0].tolist().count(subwords.last) == 2
    assert made.words[0].tolist() == [2, 0, 2, 1, 2]


def test_mentions_of_a_stretch_are_counted_from_its_start() -> None:
    part = batches.passage_words(PASSAGE, 100, 5, 13)
    assert part.spans.tolist() == [[0, 2]]
    assert part.events is not None
    assert part.events.nonzero().flatten().tolist() == [2, 6]


def test_spans_are_listed_by_start_then_width() -> None:
    reader = small_reader()
    spans, kinds, shapes, bounds = reader.spans(torch.randn(5, 32))
    assert spans.tolist()[:6] == [[0, 1], [0, 2], [0, 3], [0, 4], [0, 5], [1, 2]]
    assert len(spans) == 15 <= 5 * WIDEST
    assert (kinds.shape, shapes.shape, bounds.shape) == ((15, 7), (15, 4), (5, 2))


def test_a_batch_can_be_learnt_by_heart(subwords: Subwords) -> None:
    reader = small_reader()
    reader.eval()
    made = batch(subwords)
    optimiser = torch.optim.Adam(reader.parameters(), lr=0.01)
    first, parts = losses.total(reader, made)
    assert set(parts) == {"mention", "event", "coref", "emotion", "upos", "feats", "lemma", "arc", "relation"}
    for _ in range(60):
        loss, _ = losses.total(reader, made)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    assert float(loss.detach()) < 0.2 * float(first.detach())


def test_unannotated_spans_may_be_anything_but_a_person() -> None:
    reader = small_reader()
    x = torch.randn(4, 32)
    nothing = Passage("tale", ("the", "old", "mill", "stood"), frozenset({0}), (), None, "persons")
    part = batches.passage_words(nothing, 0, 0, 4)
    with torch.no_grad():
        reader.spans.kinds.weight.zero_()
        reader.spans.kinds.bias.fill_(-9.0)
        reader.spans.kinds.bias[1] = 9.0  # all are buildings
        assert float(losses.mentions(reader, x, part)) < 0.01
        reader.spans.kinds.bias[0] = 20.0  # all are persons
        assert float(losses.mentions(reader, x, part)) > 1.0


def test_features_are_told_by_number() -> None:
    made = batches.tree_words([SENTENCE], 0, LABELS)
    tense = list(FEATURES).index("Tense")
    assert made.feats[0, :, tense].tolist() == [0, FEATURES["Tense"].index("Past"), 0]
    assert made.heads[0].tolist() == [2, 0, 2]
    assert made.lemmas[0].tolist() == [0, 1, batches.IGNORE]


def test_half_of_the_texts_lose_their_curly_marks() -> None:
    chance = random.Random(4)
    seen = {batches.restyled(["“", "No", "”"], chance) for _ in range(20)}
    assert seen == {("“", "No", "”"), ('"', "No", '"')}


def test_quotations_of_a_stretch_with_those_who_may_speak() -> None:
    part = batches.passage_words(TALK, 0, 3, 16)
    assert part.talk is not None
    assert part.talk.quoted.first.tolist() == [0, 9]
    assert part.talk.quoted.inside.tolist() == [0, -1, 1]
    assert part.talk.entities.tolist() == [1, 0, -1]
    assert part.talk.addressees.tolist() == [[1], [0]]
    assert part.entities.tolist() == [1]  # what is not sure teaches no coreference


def test_who_speaks_can_be_learnt_by_heart() -> None:
    reader = small_reader()
    part = batches.passage_words(TALK, 0, 0, 16)
    x = torch.randn(16, 32)
    assert part.talk is not None
    first = losses.dialogue(reader, x, part.talk)
    assert set(first) == {"speaker", "addressee", "turn"}
    optimiser = torch.optim.Adam(reader.dialogue.parameters(), lr=0.01)
    for _ in range(60):
        found = torch.stack(list(losses.dialogue(reader, x, part.talk).values())).sum()
        optimiser.zero_grad()
        found.backward()
        optimiser.step()
    assert float(found.detach()) < 0.2 * float(torch.stack(list(first.values())).sum().detach())


def test_a_novel_changes_its_marks_and_nothing_else() -> None:
    chance = random.Random(4)
    seen = {batches.requoted(TALK, 2, 16, chance) for _ in range(40)}
    assert tuple(". “ No , Ada . ” he said . “ Why ? ”".split()) in seen
    assert TALK.forms[2:16] in seen
    assert {tuple(f for f in s if f.isalpha()) for s in seen} == {tuple(f for f in TALK.forms[2:16] if f.isalpha())}
