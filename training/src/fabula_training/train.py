"""Joint training of the encoder and all heads, within a given time."""

from __future__ import annotations

import argparse
import copy
import json
import math
import os
import random
import time
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import torch
import torch.distributed
import torch.multiprocessing
from fabula.encoder.labels import lemma_script
from fabula.encoder.subwords import Subwords

from fabula_training import batches, hiding, losses
from fabula_training.batches import Batch, Labels, Text, Windows
from fabula_training.data import REMAN_EMOTIONS, Passage, Sentence, litbank, minds, novels, reman, treebank
from fabula_training.model import Reader, base_encoder, base_folder


@dataclass(frozen=True, slots=True)
class Settings:
    """How to train; written beside the checkpoints.

    `minutes` are those of the processor, so that a machine busy with other things only takes longer.
    """

    minutes: float = 60.0
    seed: int = 11
    encoder_rate: float = 3e-4
    head_rate: float = 1.5e-3
    dialogue_rate: float = 4e-3
    decay: float = 0.02
    warm_up: int = 150
    window: int = 320
    most_windows: int = 6
    minds_share: float = 0.3
    novel_share: float = 0.25
    fiction_share: float = 0.3
    cues_hidden: float = 0.5
    emotion_share: float = 0.12
    hidden_share: float = 0.06
    average_every: int = 5
    average_decay: float = 0.985
    save_minutes: float = 3.0
    novels: Path | None = None
    fiction: Path | None = None
    workers: int = 2
    threads: int = 1


def label_sets(sentences: list[Sentence]) -> Labels:
    """Lemma edits seen three times and relations seen twenty times."""
    scripts = Counter(lemma_script(f, x) for s in sentences for f, x in zip(s.forms, s.lemmas, strict=True))
    relations = Counter(r for s in sentences for r in s.relations)
    return Labels(
        tuple(s for s, n in scripts.most_common() if n >= 3), tuple(sorted(r for r, n in relations.items() if n >= 20))
    )


class Sampler:
    """Batches without end: a stretch of a passage, and sentences of the treebanks or passages with emotions."""

    def __init__(self, data: Path, subwords: Subwords, settings: Settings, rank: int) -> None:
        self.subwords = subwords
        self.settings = settings
        self.chance = random.Random(settings.seed + 1000 * rank)
        self.litbank = litbank(data, "train")
        self.minds = minds(data, "train")
        self.novels = novels(settings.novels) if settings.novels else []
        self.fiction = novels(settings.fiction) if settings.fiction else []
        self.called = {p.name: hiding.pronouns(p) for p in [*self.novels, *self.fiction]}
        self.reman = reman(data, "train")
        self.sentences = [s for name in ("ewt", "gum") for s in treebank(data / "ud" / f"{name}-train.conllu")]
        self.labels = label_sets(self.sentences)
        self.runs = batches.packed(self.sentences, subwords, settings.window)
        self.queues: dict[str, list[int]] = defaultdict(list)
        self.sizes = {
            p.name: np.array([len(w) for w in subwords.encode(p.forms)])
            for p in [*self.litbank, *self.minds, *self.novels, *self.fiction]
        }

    def _next(self, name: str, n: int) -> int:
        if not self.queues[name]:
            self.queues[name] = self.chance.sample(range(n), n)
        return self.queues[name].pop()

    def batch(self) -> Batch:
        """The next batch."""
        windows = Windows(self.subwords, self.settings.window)
        passage = self._chosen()
        most = self.settings.most_windows
        taken = self.chance.randint(1, most)  # the other windows are for sentences: every batch takes as long
        budget = taken * (self.settings.window - 20)
        start, end = batches.stretch(passage, self.sizes[passage.name], budget, self.chance)
        passages = [self._passage(windows, passage, start, end)]
        trees, emotions = [], []
        if taken < most and self.chance.random() < self.settings.emotion_share:
            found = [self.reman[self._next("reman", len(self.reman))] for _ in range(3 * (most - taken))]
            starts = np.cumsum([0, *(len(f.forms) for f in found)])
            forms = batches.restyled([w for f in found for w in f.forms], self.chance)
            first = windows.add(Text(forms, frozenset(starts.tolist())))
            wanted = torch.cat([batches.emotion_labels(f, len(REMAN_EMOTIONS)) for f in found])
            emotions.append((first, windows.n_words, wanted))
        elif taken < most:
            runs = [self.runs[self._next("trees", len(self.runs))] for _ in range(most - taken)]
            first = windows.n_words
            for run in runs:
                windows.add(batches.run_text(run))
            trees.append(batches.tree_words([s for run in runs for s in run], first, self.labels))
        out = replace(windows.batch(), passages=passages, trees=trees, emotions=emotions)
        return batches.masked(out, self.subwords, self.settings.hidden_share)

    def _chosen(self) -> Passage:
        """A passage, or a novel or a story that nobody annotated as often as their shares say.

        Those in which more is said come more often.
        """
        drawn = self.chance.random()
        for source, share in ((self.novels, self.settings.novel_share), (self.fiction, self.settings.fiction_share)):
            if source and drawn < share:
                return self.chance.choices(source, [len(n.quotations) for n in source])[0]
            drawn -= share
        name, source = "litbank", self.litbank
        if self.chance.random() < self.settings.minds_share:
            name, source = "minds", self.minds
        return source[self._next(name, len(source))]

    def _passage(self, windows: Windows, passage: Passage, start: int, end: int) -> batches.PassageWords:
        if passage.name in self.called:
            part = hiding.cropped(passage, start, end)
            passage = hiding.hidden(part, self.called[passage.name], self.settings.cues_hidden, self.chance)
            start, end = 0, len(passage.forms)
        forms = batches.requoted(passage, start, end, self.chance)
        first = windows.add(Text(forms, frozenset(b - start for b in passage.breaks if start <= b < end)))
        return batches.passage_words(passage, first, start, end)


class Run:
    """One worker of a training run that can be taken up again from its folder.

    Workers hold the same weights, read different batches and share their gradients once a step: on processors that
    are shared with others this loses less than threads that meet at every operation.
    """

    def __init__(self, data: Path, folder: Path, settings: Settings, rank: int = 0) -> None:
        self.rank = rank
        torch.set_num_threads(settings.threads)
        torch.manual_seed(settings.seed)
        self.folder, self.settings = folder, settings
        self.sampler = Sampler(data, Subwords(base_folder() / "tokenizer.json"), settings, rank)
        labels = self.sampler.labels
        self.reader = Reader(base_encoder(base_folder()), len(labels.lemmas), len(labels.relations))
        self.average = copy.deepcopy(self.reader)
        self.optimiser = torch.optim.AdamW(self._groups(), betas=(0.9, 0.98), fused=True)
        self.step, self.elapsed = 0, 0.0
        torch.manual_seed(settings.seed + 1000 * rank)
        self.learnt = [p for p in self.reader.parameters() if p.requires_grad]
        if rank == 0:
            self._describe(labels)
        if (folder / "last.pt").exists():
            self._load()

    def _describe(self, labels: Labels) -> None:
        folder, settings = self.folder, self.settings
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "settings.json").write_text(json.dumps(asdict(settings), indent=1, default=str) + "\n")
        (folder / "labels.json").write_text(json.dumps(asdict(labels), ensure_ascii=False) + "\n")

    def _groups(self) -> list[dict]:  # type: ignore[type-arg]
        settings = self.settings
        groups = []
        rates = {"encoder": settings.encoder_rate, "": settings.head_rate, "dialogue": settings.dialogue_rate}
        for name, rate in rates.items():
            chosen = [
                (n, p)
                for n, p in self.reader.named_parameters()
                if p.requires_grad and (n.split(".")[0] if n.split(".")[0] in rates else "") == name
            ]
            for decay, some in (
                (settings.decay, [p for _, p in chosen if p.ndim > 1]),
                (0.0, [p for _, p in chosen if p.ndim < 2]),
            ):
                groups.append({"params": some, "lr": rate, "rate": rate, "weight_decay": decay})
        return groups

    def _load(self) -> None:
        state = torch.load(self.folder / "last.pt", weights_only=False)
        self.reader.load_state_dict(state["reader"], strict=False)  # a head that is new begins afresh
        self.average.load_state_dict(state["average"], strict=False)
        kept = self.optimiser.state_dict()
        kept["state"] = state["optimiser"]["state"]  # by number: the parameters of new heads stand last
        self.optimiser.load_state_dict(kept)
        self.step, self.elapsed = state["step"], state["elapsed"]
        self.sampler.chance.seed(self.settings.seed + self.step + 1000 * self.rank)
        torch.manual_seed(self.settings.seed + self.step + 1000 * self.rank)

    def save(self) -> None:
        """Writes everything needed to go on, whole."""
        state = {
            "reader": self.reader.state_dict(),
            "average": self.average.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "step": self.step,
            "elapsed": self.elapsed,
        }
        torch.save(state, self.folder / "last.tmp")
        (self.folder / "last.tmp").rename(self.folder / "last.pt")
        torch.save(self.average.state_dict(), self.folder / "average.tmp")
        (self.folder / "average.tmp").rename(self.folder / "average.pt")

    def _minutes(self) -> float:
        """The time this run may take: the settings, or what `minutes.txt` in its folder says meanwhile."""
        told = self.folder / "minutes.txt"
        try:
            return float(told.read_text())
        except (OSError, ValueError):
            return self.settings.minutes

    def _rate(self) -> float:
        done = min(1.0, self.elapsed / 60 / self._minutes())
        return min(1.0, (self.step + 1) / self.settings.warm_up) * max(0.02, 1 - done)

    def go(self) -> None:
        """Trains until the time is over."""
        self.reader.train()
        sums: dict[str, list[float]] = defaultdict(list)
        mark, saved = time.process_time(), self.elapsed
        while self.elapsed < self._minutes() * 60:
            now = time.process_time()
            own = self.elapsed + now - mark
            mark = now
            for name, value in self._one(own).items():
                sums[name].append(value)
            if self.rank:
                continue
            if self.step % self.settings.average_every == 0:
                self._average()
            if self.step % 50 == 0:
                self._log({k: round(sum(v) / len(v), 4) for k, v in sums.items()})
                sums.clear()
            if self.elapsed - saved > self.settings.save_minutes * 60:
                self.save()
                saved = self.elapsed
        if self.rank == 0:
            self.save()

    def _log(self, means: dict[str, float]) -> None:
        line = {"step": self.step, "minutes": round(self.elapsed / 60, 2), **means}
        with (self.folder / "log.jsonl").open("a") as log:
            print(json.dumps(line), file=log)

    def _one(self, elapsed: float) -> dict[str, float]:
        """One step; the time that counts for all is the first worker's."""
        loss, parts = losses.total(self.reader, self.sampler.batch())
        loss.backward()
        self.elapsed = self._shared(elapsed)
        for group in self.optimiser.param_groups:
            group["lr"] = group["rate"] * self._rate()
        norm = torch.nn.utils.clip_grad_norm_(self.learnt, 2.0)
        if math.isfinite(float(norm)):
            self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)
        self.step += 1
        return parts

    def _shared(self, elapsed: float) -> float:
        """Replaces every gradient by the mean over the workers; the first worker's `elapsed` comes back."""
        if self.settings.workers == 1:
            return elapsed
        grads = [torch.zeros_like(p) if p.grad is None else p.grad for p in self.learnt]
        told = torch.tensor([elapsed if self.rank == 0 else 0.0])
        flat = torch.cat([told, *(g.reshape(-1) for g in grads)])
        torch.distributed.all_reduce(flat)
        mean = flat[1:] / self.settings.workers
        for p, g in zip(self.learnt, mean.split([p.numel() for p in self.learnt]), strict=True):
            p.grad = g.view_as(p)
        return float(flat[0])

    @torch.no_grad()
    def _average(self) -> None:
        weight = min(self.settings.average_decay, self.step / (self.step + 100))
        for mine, new in zip(self.average.parameters(), self.reader.parameters(), strict=True):
            if new.requires_grad:
                mine.lerp_(new, 1 - weight)


def work(rank: int, data: Path, folder: Path, settings: Settings) -> None:
    """One worker, to the end."""
    if settings.workers > 1:
        torch.distributed.init_process_group("gloo", rank=rank, world_size=settings.workers)
    Run(data, folder, settings, rank).go()


def main() -> None:
    """The command: `fabula-train --data DIR --out DIR`."""
    parser = argparse.ArgumentParser(description="Train the encoder and all heads; run again to go on.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=Settings().minutes)
    parser.add_argument("--seed", type=int, default=Settings().seed)
    parser.add_argument("--workers", type=int, default=Settings().workers)
    parser.add_argument("--novels", type=Path, help="what fabula-prepare-novels wrote")
    parser.add_argument("--fiction", type=Path, help="what fabula-prepare-fiction wrote")
    given = parser.parse_args()
    settings = Settings(
        minutes=given.minutes, seed=given.seed, workers=given.workers, novels=given.novels, fiction=given.fiction
    )
    given.out.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("MASTER_ADDR", "127.0.0.1")
    os.environ.setdefault("MASTER_PORT", "29517")
    os.environ.setdefault("GLOO_SOCKET_IFNAME", "lo")
    if settings.workers == 1:
        work(0, given.data, given.out, settings)
    else:
        torch.multiprocessing.spawn(work, (given.data, given.out, settings), nprocs=settings.workers)


if __name__ == "__main__":
    main()
