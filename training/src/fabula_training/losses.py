"""What each head is punished for."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from fabula.encoder.dialogue import Pairs, candidates, mention_features, neighbours, quotation_features
from fabula.encoder.labels import FEATURES, TYPES
from fabula.encoder.pairs import pair_features
from torch import Tensor

from fabula_training.batches import IGNORE, Batch, PassageWords, Talk, TreeWords
from fabula_training.model import WIDEST, Reader

RARE = torch.tensor([1.0, 1.6, 2.0, 1.8, 3.0, 3.0, 1.0])
"""Weight of each mention type, the last being "none": rare ones would otherwise never be said."""

NEAREST = 250
"""Antecedents looked at in training: the mentions nearest before."""


def total(reader: Reader, batch: Batch) -> tuple[Tensor, dict[str, float]]:
    """The weighted sum of the losses of a batch, and each of them for the log."""
    x = reader.dropout(reader.words(batch.ids, batch.types, batch.mask, batch.words, batch.n_words))
    parts: dict[str, Tensor] = {}
    for p in batch.passages:
        for name, value in passage(reader, x[p.first : p.last], p).items():
            parts[name] = parts.get(name, torch.zeros(())) + value / len(batch.passages)
    for t in batch.trees:
        parts |= trees(reader, x, t)
    for first, last, wanted in batch.emotions:
        loss = F.binary_cross_entropy_with_logits(reader.emotion(x[first:last]), wanted)
        parts["emotion"] = parts.get("emotion", torch.zeros(())) + 10 * loss / len(batch.emotions)
    nothing = x.sum() * 0  # a stretch of a novel may hold nothing to learn from
    return torch.stack([nothing, *parts.values()]).sum(), {k: float(v.detach()) for k, v in parts.items()}


def passage(reader: Reader, x: Tensor, p: PassageWords) -> dict[str, Tensor]:
    """Losses of mentions, events and coreference over the words of a passage."""
    out = {} if p.coverage == "some" else {"mention": mentions(reader, x, p)}
    if p.talk is not None:
        out |= dialogue(reader, x, p.talk)
    if p.events is not None:
        out["event"] = 4 * F.binary_cross_entropy_with_logits(reader.events(x), p.events)
    if len(p.spans) > 1:
        out["coref"] = 0.7 * coreference(reader, x, p)
    return out


def mentions(reader: Reader, x: Tensor, p: PassageWords) -> Tensor:
    """Loss of span types, forms and bounds, per gold mention."""
    spans, types, forms, bounds = reader.spans(x)
    n = len(x)
    width = p.spans[:, 1] - p.spans[:, 0]
    fits = width <= WIDEST
    gold, gold_types, gold_forms = p.spans[fits], p.types[fits], p.forms[fits]
    # spans are listed by start, then width; the last starts have fewer widths
    row_of = torch.full((n, WIDEST), -1)
    row_of[spans[:, 0], spans[:, 1] - spans[:, 0] - 1] = torch.arange(len(spans))
    rows = row_of[gold[:, 0], gold[:, 1] - gold[:, 0] - 1]
    wanted = torch.full((len(spans),), len(TYPES))
    wanted[rows] = gold_types
    logs = F.log_softmax(types, 1)
    if p.coverage == "all":
        loss = F.nll_loss(logs, wanted, RARE, reduction="sum")
    else:
        other = torch.ones(len(spans), dtype=torch.bool)
        other[rows] = False
        loss = F.nll_loss(logs[rows], gold_types, reduction="sum")
        loss = loss - 0.7 * torch.log1p(-logs[other, 0].exp().clamp(max=0.9999)).sum()
    scale = 1 / (len(gold) + 5)
    loss = loss * scale
    if len(gold):
        loss = loss + 0.5 * F.cross_entropy(forms[rows], gold_forms)
    if p.coverage == "all":
        at = torch.zeros(n, 2)
        at[gold[:, 0], 0] = 1.0
        at[gold[:, 1] - 1, 1] = 1.0
        loss = loss + F.binary_cross_entropy_with_logits(bounds, at)
    return loss


def coreference(reader: Reader, x: Tensor, p: PassageWords) -> Tensor:
    """Marginal log-likelihood of the true antecedents of each mention, or of having none (Lee and others, 2017)."""
    n = len(p.spans)
    vectors = reader.antecedents.vectors(x, p.spans)
    i, j = torch.tril_indices(n, n, -1)
    near = i - j <= NEAREST
    i, j = i[near], j[near]
    features = torch.from_numpy(pair_features(p.traits, i.numpy(), j.numpy()))
    scores = torch.full((n, n + 1), -1e4)
    scores[:, n] = 0.0
    scores = scores.index_put((i, j), reader.antecedents(vectors, features, i, j))
    same = torch.zeros(n, n + 1, dtype=torch.bool)
    same[i, j] = p.entities[i] == p.entities[j]
    same[:, n] = ~same.any(1)
    whole = torch.logsumexp(scores, 1)
    right = torch.logsumexp(scores.masked_fill(~same, -1e4), 1)
    return (whole - right)[1:].mean()


def dialogue(reader: Reader, x: Tensor, talk: Talk) -> dict[str, Tensor]:
    """Losses of who says each quotation and to whom, among mentions of known characters and other quotations.

    A mention counts as the speaker when it stands for the same character: marginal log-likelihood, as with antecedents.
    """
    head, quoted = reader.dialogue, talk.quoted
    words = head.words(x)
    said = head.quotations(words, quoted)
    out = {}
    pairs = candidates(quoted, own=True)
    known = talk.entities[pairs.b] >= 0
    pairs = Pairs(pairs.a[known.numpy()], pairs.b[known.numpy()])
    if len(pairs.a):
        scores = head.by(said, head.mentions(words, quoted), mention_features(quoted, pairs), pairs)
        a, who = torch.from_numpy(pairs.a), talk.entities[pairs.b]
        other = torch.from_numpy(quoted.inside[pairs.b] != pairs.a)
        speaks = (talk.speakers[a] == who) & other
        told = (talk.addressees[a] == who[:, None]).any(1)
        out["speaker"] = _marginal(scores[:, 0], a, speaks, other, len(said))
        out["addressee"] = 0.5 * _marginal(scores[:, 1], a, told, torch.ones_like(told), len(said))
    pairs = neighbours(len(said))
    if len(pairs.a):
        scores = head.turn(said, said, quotation_features(quoted, pairs), pairs)
        a, b = torch.from_numpy(pairs.a), torch.from_numpy(pairs.b)
        by, to = talk.speakers, talk.addressees
        wanted = torch.stack([by[a] == by[b], (to[a] == by[b, None]).any(1), (to[b] == by[a, None]).any(1)], 1)
        spoken = (by[a] >= 0) & (by[b] >= 0)
        heard = (to >= 0).any(1)
        counts = torch.stack([spoken, spoken & heard[a], spoken & heard[b]], 1).float()
        loss = F.binary_cross_entropy_with_logits(scores, wanted.float(), counts, reduction="sum")
        out["turn"] = loss / counts.sum().clamp(min=10)
    return out


def _marginal(scores: Tensor, of: Tensor, right: Tensor, counts: Tensor, n: int) -> Tensor:
    """Mean over the items that have a right candidate: log of the sum over all minus log of the sum over the right."""
    whole = _log_sums(scores.masked_fill(~counts, -1e4), of, n)
    good = _log_sums(scores.masked_fill(~right, -1e4), of, n)
    some = torch.zeros(n, dtype=torch.bool).index_put((of[right],), torch.ones((), dtype=torch.bool))
    return ((whole - good) * some).sum() / (some.sum() + 1)


def _log_sums(scores: Tensor, of: Tensor, n: int) -> Tensor:
    top = torch.full((n,), -1e4).scatter_reduce(0, of, scores.detach(), "amax")
    sums = torch.zeros(n).index_add(0, of, (scores - top[of]).exp())
    return top + sums.clamp(min=1e-12).log()


def trees(reader: Reader, x: Tensor, t: TreeWords) -> dict[str, Tensor]:
    """Losses of the words of sentences."""
    head = reader.trees
    flat = t.words >= 0
    words = t.words[flat]
    of = x[words]
    feats = head.feats(of).split([len(v) for v in FEATURES.values()], 1)
    wanted = t.feats[flat]
    heads = t.heads[flat]
    arcs = head.arcs(x, t.words)[flat]
    sentence_start = t.words[:, :1].expand_as(t.words)[flat]
    head_words = torch.where(heads > 0, sentence_start + heads - 1, -1)
    return {
        "upos": F.cross_entropy(head.upos(of), t.upos[flat], ignore_index=IGNORE),
        "feats": torch.stack([F.cross_entropy(f, wanted[:, k]) for k, f in enumerate(feats)]).sum() * 0.5,
        "lemma": 0.7 * F.cross_entropy(head.lemma(F.relu(head.lemma_inner(of))), t.lemmas[flat], ignore_index=IGNORE),
        "arc": F.cross_entropy(arcs, heads),
        "relation": F.cross_entropy(head.labels(x, words, head_words), t.relations[flat], ignore_index=IGNORE),
    }
