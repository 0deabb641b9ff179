"""Export: the encoder as one int8 ONNX graph, the heads as 16-bit arrays, a vocabulary and a manifest."""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from fabula.encoder.labels import EMOTIONS, FEATURES, UPOS
from fabula.encoder.weights import FORMAT
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from fabula_training.batches import Labels
from fabula_training.model import Reader, base_encoder, base_folder

Floats = NDArray[np.float32]

HEADS = 12
LONGEST = 512


def trained(folder: Path, file: str = "average.pt") -> tuple[Reader, Labels]:
    """The reader of a run's folder with its averaged weights, and its label sets."""
    raw = json.loads((folder / "labels.json").read_text())
    labels = Labels(tuple(raw["lemmas"]), tuple(raw["relations"]))
    reader = Reader(base_encoder(base_folder()), len(labels.lemmas), len(labels.relations))
    reader.load_state_dict(torch.load(folder / file, weights_only=True))
    reader.eval()
    return reader, labels


class Graph:
    """An ONNX graph in the making."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, name: str, value: NDArray[Any]) -> str:
        """Adds an array; its name comes back."""
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:
        """Adds a node; the name of its output comes back. Kinds of onnxruntime's own end in `!`."""
        domain = "com.microsoft" if kind.endswith("!") else ""
        outputs = [output]
        self.nodes.append(helper.make_node(kind.rstrip("!"), inputs, outputs, output, domain=domain, **attributes))
        return output


def encoder_graph(encoder: Any) -> onnx.ModelProto:
    """The encoder with fused attention, 32-bit floats, and the word embeddings in 8 bits with a scale for each row.

    Inputs: `input_ids`, `token_type_ids` (windows x subwords). One output: windows x subwords x 384. There is no mask:
    a window is read alone, never padded.
    """
    w = {name: value.detach().float().numpy() for name, value in encoder.state_dict().items()}
    g = Graph()
    table = w["embeddings.word_embeddings.weight"]
    scale = np.maximum(np.abs(table).max(axis=1, keepdims=True), 1e-8) / 127
    g.constant("words", np.round(table / scale).astype(np.int8))
    g.constant("word_scales", scale.astype(np.float32))
    g.constant("positions", w["embeddings.position_embeddings.weight"][:LONGEST])
    g.constant("cases", w["embeddings.token_type_embeddings.weight"])
    g.add("Gather", ["words", "input_ids"], "word_rows")
    g.add("Cast", ["word_rows"], "word_floats", to=TensorProto.FLOAT)
    g.add("Gather", ["word_scales", "input_ids"], "row_scales")
    g.add("Mul", ["word_floats", "row_scales"], "word")
    g.constant("zero", np.array([0], np.int64))
    g.constant("one", np.array([1], np.int64))
    g.constant("two", np.array([2], np.int64))
    g.add("Shape", ["input_ids"], "shape")
    g.add("Slice", ["shape", "one", "two"], "length")
    g.add("Slice", ["positions", "zero", "length", "zero"], "position")
    g.add("Gather", ["cases", "token_type_ids"], "case")
    g.add("Add", ["word", "case"], "word_case")
    g.add("Add", ["word_case", "position"], "embedded")
    norm = _norm(g, w, "embeddings.LayerNorm", "embedding_norm")
    x = g.add("LayerNormalization", ["embedded", *norm], "x0", axis=-1, epsilon=1e-12)
    layers = 1 + max(int(n.split(".")[2]) for n in w if n.startswith("encoder.layer."))
    for k in range(layers):
        x = _layer(g, w, k, x)
    return _model(g, x)


def _norm(g: Graph, w: dict[str, Floats], source: str, name: str) -> list[str]:
    return [g.constant(f"{name}_scale", w[source + ".weight"]), g.constant(f"{name}_bias", w[source + ".bias"])]


def _layer(g: Graph, w: dict[str, Floats], k: int, x: str) -> str:
    at = f"encoder.layer.{k}."
    parts = [at + f"attention.self.{n}" for n in ("query", "key", "value")]
    g.constant(f"qkv{k}", np.concatenate([w[p + ".weight"].T for p in parts], axis=1))
    g.constant(f"qkv_bias{k}", np.concatenate([w[p + ".bias"] for p in parts]))
    g.constant(f"mix{k}", w[at + "attention.output.dense.weight"].T)
    g.constant(f"mix_bias{k}", w[at + "attention.output.dense.bias"])
    g.constant(f"wide{k}", w[at + "intermediate.dense.weight"].T)
    g.constant(f"wide_bias{k}", w[at + "intermediate.dense.bias"])
    g.constant(f"narrow{k}", w[at + "output.dense.weight"].T)
    g.constant(f"narrow_bias{k}", w[at + "output.dense.bias"])
    first = _norm(g, w, at + "attention.output.LayerNorm", f"first_norm{k}")
    second = _norm(g, w, at + "output.LayerNorm", f"second_norm{k}")
    g.add("Attention!", [x, f"qkv{k}", f"qkv_bias{k}"], f"attended{k}", num_heads=HEADS)
    g.add("MatMul", [f"attended{k}", f"mix{k}"], f"mixed{k}")
    skip = [f"mixed{k}", x, *first, f"mix_bias{k}"]
    g.add("SkipLayerNormalization!", skip, f"y{k}", epsilon=1e-12)
    g.add("MatMul", [f"y{k}", f"wide{k}"], f"widened{k}")
    g.add("BiasGelu!", [f"widened{k}", f"wide_bias{k}"], f"bent{k}")
    g.add("MatMul", [f"bent{k}", f"narrow{k}"], f"narrowed{k}")
    skip = [f"narrowed{k}", f"y{k}", *second, f"narrow_bias{k}"]
    return g.add("SkipLayerNormalization!", skip, f"x{k + 1}", epsilon=1e-12)


def _model(g: Graph, out: str) -> onnx.ModelProto:
    size = next(len(c.dims) and c.dims[1] for c in g.constants if c.name == "positions")
    inputs = [
        helper.make_tensor_value_info(n, TensorProto.INT64, ["windows", "subwords"])
        for n in ("input_ids", "token_type_ids")
    ]
    outputs = [helper.make_tensor_value_info(out, TensorProto.FLOAT, ["windows", "subwords", size])]
    graph = helper.make_graph(g.nodes, "encoder", inputs, outputs, g.constants)
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=8)


def quantised(source: Path, target: Path, keep: tuple[str, ...] = ()) -> None:
    """Writes the graph with 8-bit weights, one scale a column; the nodes named in `keep` stay in 32 bits.

    Seven of the eight bits are used, so that processors without VNNI do not overflow.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(
        source,
        target,
        op_types_to_quantize=["MatMul", "Attention"],
        per_channel=True,
        reduce_range=True,
        weight_type=QuantType.QInt8,
        nodes_to_exclude=list(keep),
        extra_options={"DefaultTensorType": TensorProto.FLOAT},
    )


def head_arrays(reader: Reader) -> dict[str, Floats]:
    """The arrays of the heads by the names that the runtime knows; matrices are inputs x outputs."""
    s = {name: value.detach().float().numpy() for name, value in reader.state_dict().items()}
    names = {
        "span_start": "spans.start", "span_end": "spans.end", "span_mean": "spans.mean", "bounds": "spans.bounds",
        "span_type": "spans.kinds", "span_form": "spans.shapes", "event_inner": "event_inner", "event": "event",
        "upos": "trees.upos", "feats": "trees.feats", "lemma_inner": "trees.lemma_inner",
        "lemma": "trees.lemma", "arc_word": "trees.arc_word", "arc_head": "trees.arc_head",
        "arc_bias": "trees.arc_bias", "label_word": "trees.label_word", "label_head": "trees.label_head",
        "label_plain": "trees.label_plain", "pair_inner": "antecedents.inner", "pair_vector": "antecedents.vector",
        "pair_this": "antecedents.this", "pair_other": "antecedents.other", "pair_product": "antecedents.product",
        "pair_bilinear": "antecedents.bilinear",
    }  # fmt: skip
    out = {ours: s[theirs + ".weight"].T for ours, theirs in names.items()}
    out |= {f"{ours}_bias": s[f"{theirs}.bias"] for ours, theirs in names.items() if f"{theirs}.bias" in s}
    out["emotion"] = np.zeros((out["upos"].shape[0], len(EMOTIONS)), np.float32)  # fitted afterwards, see emotions.py
    out["emotion_bias"] = np.full(len(EMOTIONS), -9.0, np.float32)
    out["span_width"] = s["spans.width.weight"]
    out |= {"root": s["trees.root"], "arc": s["trees.arc"], "label": s["trees.label"]}
    out |= {"pair_out": s["antecedents.out.weight"][0], "pair_out_bias": s["antecedents.out.bias"]}
    for name, value in s.items():
        if name.startswith("antecedents.tables."):
            out["pair_table_" + name.split(".")[2]] = value
    return out | _dialogue_arrays(s)


def _dialogue_arrays(s: dict[str, Floats]) -> dict[str, Floats]:
    """The arrays of the dialogue head: `dialogue.by.out.weight` becomes `dialogue_by_out`."""
    out: dict[str, Floats] = {}
    for name, value in s.items():
        if name.startswith("dialogue."):
            table = ".tables." in name
            ours = name.replace(".tables.", ".table.").removesuffix(".weight").replace(".", "_")
            ours = ours.removesuffix("_bias") + "_bias" if name.endswith(".bias") else ours
            out[ours] = value if table or value.ndim == 1 else value.T
    return out


def export(
    run: Path, target: Path, thresholds: dict[str, float], sizes: tuple[int, int], version: str, whole: bool
) -> None:
    """Writes a folder of weights from the averaged checkpoint of a run; `whole`: not quantised, to compare with."""
    reader, labels = trained(run)
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        graph = Path(scratch) / "encoder.onnx"
        onnx.save(encoder_graph(reader.encoder), str(graph))
        if whole:
            shutil.copyfile(graph, target / "encoder.onnx")
        else:
            quantised(graph, target / "encoder.onnx")
    arrays = {name: value.astype(np.float16) for name, value in head_arrays(reader).items()}
    np.savez_compressed(target / "heads.npz", **arrays)  # type: ignore[arg-type]
    shutil.copyfile(base_folder() / "tokenizer.json", target / "vocabulary.json")
    step = torch.load(run / "last.pt", weights_only=False)["step"]
    write_manifest(target, labels, thresholds, sizes, f"{version}+{step}")


def write_manifest(
    target: Path, labels: Labels, thresholds: dict[str, float], sizes: tuple[int, int], version: str
) -> None:
    """Writes the manifest beside the files it lists."""
    manifest = {
        "format": FORMAT,
        "version": version,
        "window": sizes[0],
        "context": sizes[1],
        "thresholds": thresholds,
        "labels": {
            "upos": UPOS, "features": FEATURES, "relations": labels.relations, "emotions": EMOTIONS,
            "lemmas": labels.lemmas,
        },
    }  # fmt: skip
    checksums(target, manifest)


def checksums(target: Path, manifest: dict[str, Any]) -> None:
    """Writes the manifest with the checksums of the files that lie beside it."""
    files = {}
    for name in ("encoder.onnx", "heads.npz", "vocabulary.json"):
        content = (target / name).read_bytes()
        files[name] = {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    told = json.dumps(manifest | {"files": files}, ensure_ascii=False, indent=1)
    (target / "manifest.json").write_text(told + "\n", encoding="utf-8")


def main() -> None:
    """The command: `fabula-export --run DIR --out DIR`."""
    parser = argparse.ArgumentParser(description="Export the averaged weights of a run for Fabula's runtime.")
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--window", type=int, default=320)
    parser.add_argument("--context", type=int, default=32)
    parser.add_argument("--mention", type=float, default=0.5)
    parser.add_argument("--event", type=float, default=0.5)
    parser.add_argument("--bound", type=float, default=0.03)
    parser.add_argument("--version", default="1.2", help="of the manifest; the number of steps is added")
    parser.add_argument("--whole", action="store_true", help="32-bit floats, to see what quantisation costs")
    given = parser.parse_args()
    thresholds = {"mention": given.mention, "bound": given.bound, "event": given.event, "emotion": 0.5}
    export(given.run, given.out, thresholds, (given.window, given.context), given.version, given.whole)


if __name__ == "__main__":
    main()
