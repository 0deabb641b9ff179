"""The share of the machine's measured matrix peak that the encoder reaches, and its subwords a second: one thread.

    python benchmarks/encoder_peak.py            # needs onnx, as the training package does

The peak is that of the encoder's own products, alone and back to back: 32-bit by numpy's BLAS, 8-bit by onnxruntime.
The encoder's work is that of its products, attention included; all else that it does counts as lost time. Processor
time is counted, the best of several runs, so that other work on the machine disturbs as little as may be.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"  # before numpy is loaded

import numpy as np  # noqa: E402
import onnxruntime  # noqa: E402

WEIGHTS = Path(__file__).parents[1] / "src" / "fabula" / "encoder" / "weights"
WINDOW = 320
LAYERS = 6
WIDTH = 384
PRODUCTS = ((WIDTH, 3 * WIDTH), (WIDTH, WIDTH), (WIDTH, 4 * WIDTH), (4 * WIDTH, WIDTH))
RUNS = 40


def best(run: Callable[[], object]) -> float:
    """The least processor seconds of several runs."""
    found = []
    for _ in range(RUNS):
        start = time.process_time()
        run()
        found.append(time.process_time() - start)
    return min(found)


def session(model: Path | bytes) -> onnxruntime.InferenceSession:
    """A session of one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(
        model if isinstance(model, bytes) else str(model), options, providers=["CPUExecutionProvider"]
    )


def whole_peak() -> float:
    """32-bit operations a second over the encoder's products."""
    rng = np.random.default_rng(0)
    pairs = [(rng.random((WINDOW, a), np.float32), rng.random((a, b), np.float32)) for a, b in PRODUCTS]
    return operations() / LAYERS / best(lambda: [x @ w for x, w in pairs])


def int8_peak() -> float:
    """8-bit operations a second over the encoder's products."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    rng = np.random.default_rng(0)
    seconds = 0.0
    for a, b in PRODUCTS:
        weight = numpy_helper.from_array(rng.integers(-64, 64, (a, b)).astype(np.int8), "w")
        times = 8  # so that calling costs little
        nodes = [helper.make_node("MatMulInteger", [f"x{k}", "w"], [f"y{k}"]) for k in range(times)]
        ins = [helper.make_tensor_value_info(f"x{k}", TensorProto.UINT8, [WINDOW, a]) for k in range(times)]
        outs = [helper.make_tensor_value_info(f"y{k}", TensorProto.INT32, [WINDOW, b]) for k in range(times)]
        graph = helper.make_graph(nodes, "product", ins, outs, [weight])
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        onnx.checker.check_model(model)
        run = session(model.SerializeToString())
        feed = {f"x{k}": rng.integers(0, 255, (WINDOW, a)).astype(np.uint8) for k in range(times)}
        seconds += best(lambda run=run, feed=feed: run.run(None, feed)) / times  # type: ignore[misc]
    return operations() / LAYERS / seconds


def operations() -> float:
    """Operations of the encoder's products for one window, without those of attention itself."""
    return float(LAYERS * sum(2 * WINDOW * a * b for a, b in PRODUCTS))


def main() -> None:
    """Measure and print."""
    rng = np.random.default_rng(0)
    feed = {
        "input_ids": rng.integers(1000, 30000, (1, WINDOW)),
        "token_type_ids": np.zeros((1, WINDOW), np.int64),
    }
    run = session(WEIGHTS / "encoder.onnx")
    run.run(None, feed)
    seconds = best(lambda: run.run(None, feed))
    attention = LAYERS * 2 * 2 * WINDOW * WINDOW * WIDTH
    rate = (operations() + attention) / seconds
    whole, small = whole_peak(), int8_peak()
    print(f"one window of {WINDOW} subwords: {1000 * seconds:.1f} ms, {WINDOW / seconds:,.0f} subwords a second")
    print(f"encoder                  {rate / 1e9:7.0f} G operations/s")
    print(f"32-bit products alone    {whole / 1e9:7.0f} G operations/s; the encoder reaches {rate / whole:.0%} of it")
    print(f"8-bit products alone     {small / 1e9:7.0f} G operations/s; the encoder reaches {rate / small:.0%} of it")


if __name__ == "__main__":
    main()
