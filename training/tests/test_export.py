from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from fabula.encoder.heads import Heads
from fabula.encoder.labels import EMOTIONS, FEATURES, UPOS
from fabula.encoder.lemmas import Lemmas, LemmaTable
from fabula.encoder.signals import LabelSets
from fabula.encoder.weights import Manifest
from transformers import BertConfig, BertModel

from fabula_training import export
from fabula_training.model import Reader


@pytest.fixture(scope="module")
def reader() -> Reader:
    config = BertConfig(
        vocab_size=50, hidden_size=384, num_hidden_layers=2, num_attention_heads=export.HEADS, intermediate_size=256,
        type_vocab_size=4, max_position_embeddings=export.LONGEST,
    )  # fmt: skip
    torch.manual_seed(3)
    made = Reader(BertModel(config, add_pooling_layer=False), 3, 4)
    made.eval()
    return made


def run(file: Path, ids: np.ndarray, types: np.ndarray) -> np.ndarray:
    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    return session.run(None, {"input_ids": ids, "token_type_ids": types})[0]


def test_the_graph_says_what_the_encoder_says(reader: Reader, tmp_path: Path) -> None:
    chance = np.random.default_rng(2)
    ids, types = chance.integers(0, 50, (1, 40)), chance.integers(0, 4, (1, 40))
    with torch.no_grad():
        wanted = reader.encoder(input_ids=torch.tensor(ids), token_type_ids=torch.tensor(types)).last_hidden_state
    onnx.save(export.encoder_graph(reader.encoder), str(tmp_path / "whole.onnx"))
    np.testing.assert_allclose(run(tmp_path / "whole.onnx", ids, types), wanted.numpy(), atol=0.05)
    export.quantised(tmp_path / "whole.onnx", tmp_path / "small.onnx")
    small = run(tmp_path / "small.onnx", ids, types)[0]
    both = wanted.numpy()[0]
    alike = (small * both).sum(1) / np.linalg.norm(small, axis=1) / np.linalg.norm(both, axis=1)
    assert alike.min() > 0.98


def test_the_heads_say_the_same_in_numpy(reader: Reader) -> None:
    labels = LabelSets(UPOS, tuple(FEATURES.items()), ("a", "b", "c", "d"), EMOTIONS)
    told = Manifest(Path(), "1", 320, 32, labels, ("k0+", "l0+", "l1+"), 0.0, 0.0, 0.5, 0.5, ())
    lemmas = Lemmas(told.lemma_scripts, LemmaTable({}, {}), frozenset())
    heads = Heads(export.head_arrays(reader), told, lemmas)
    torch.manual_seed(4)
    x = torch.randn(6, 384)
    tags = heads.read(x.numpy(), ["word"] * 6, [(0, 6)], [(0, 6)])
    with torch.no_grad():
        np.testing.assert_allclose(tags.events, torch.sigmoid(reader.events(x)).numpy(), rtol=1e-4)
        assert tags.upos.tolist() == reader.trees.upos(x).argmax(1).tolist()
        spans, kinds, _, _ = reader.spans(x)
        score = 1 - torch.softmax(kinds, 1)[:, -1]
        surest = spans[int(score.argmax())].tolist()
        assert max(tags.mentions, key=lambda m: m.score)[:2] == tuple(surest)
        head = torch.tensor(tags.head)
        relations = reader.trees.labels(x, torch.arange(6), head).argmax(1)
        assert tags.relation.tolist() == relations.tolist()
        arcs = reader.trees.arcs(x, torch.arange(6)[None])[0].numpy()
    assert sum(arcs[i, h + 1] for i, h in enumerate(tags.head)) >= sum(sorted(arcs.max(1))) - 1.0


def test_pairs_score_the_same_in_numpy(reader: Reader) -> None:
    from fabula.encoder.antecedents import PairScorer, mention_vectors
    from fabula.encoder.pairs import pair_features, traits

    arrays = {n.removeprefix("pair_"): a for n, a in export.head_arrays(reader).items() if n.startswith("pair_")}
    x = torch.randn(7, 384)
    spans = [(0, 1), (2, 4), (5, 7)]
    of = traits(list("abcdefg"), spans, [0, 1, 2], [0, 0, 5])
    i, j = np.array([1, 2, 2]), np.array([0, 0, 1])
    mine = PairScorer(arrays, mention_vectors(arrays, x.numpy(), np.array(spans)), of).scores(i, j)
    with torch.no_grad():
        vectors = reader.antecedents.vectors(x, torch.tensor(spans))
        features = torch.from_numpy(pair_features(of, i, j))
        theirs = reader.antecedents(vectors, features, torch.tensor(i), torch.tensor(j)).numpy()
    np.testing.assert_allclose(mine, theirs, rtol=1e-3, atol=1e-4)


def test_dialogue_scores_the_same_in_numpy(reader: Reader) -> None:
    from fabula.encoder import dialogue

    whole = export.head_arrays(reader)
    arrays = {n.removeprefix("dialogue_"): a for n, a in whole.items() if n.startswith("dialogue_")}
    x = torch.randn(12, 384)
    at = [np.array(n) for n in ([1, 7], [4, 9], [0, 2, 5], [1, 4, 6], [-1, 0, -1], [0, 1, 5])]
    of = dialogue.Quoted(*at, np.array([0] * 6 + [1] * 6))
    pairs, near = dialogue.candidates(of, own=True), dialogue.neighbours(2)
    with torch.no_grad():
        head = reader.dialogue
        words = head.words(x)
        said, who = head.quotations(words, of), head.mentions(words, of)
        by = head.by(said, who, dialogue.mention_features(of, pairs), pairs).numpy()
        turn = head.turn(said, said, dialogue.quotation_features(of, near), near).numpy()
    mine = dialogue.DialogueScorer(arrays, words.numpy(), of)
    np.testing.assert_allclose(mine.mentions(pairs), by, rtol=1e-3, atol=1e-3)
    np.testing.assert_allclose(mine.quotations(near), turn, rtol=1e-3, atol=1e-3)
