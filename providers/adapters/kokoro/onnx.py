"""Enough of the protobuf wire format to give an ONNX model another output, or only the part one output needs.

Field numbers are those of onnx.proto: ModelProto, GraphProto, NodeProto, TensorProto, ValueInfoProto.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from mmap import mmap

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
MODEL_GRAPH, MODEL_IR_VERSION, MODEL_OPSET = 7, 1, 8
GRAPH_NODE, GRAPH_NAME, GRAPH_WEIGHT, GRAPH_INPUT, GRAPH_OUTPUT = 1, 2, 5, 11, 12
NODE_INPUT, NODE_OUTPUT = 1, 2
WEIGHT_NAME = 8
INT64 = 7


@dataclass(frozen=True)
class _Field:
    number: int
    wire: int
    start: int
    end: int


def more_output(name: str) -> bytes:
    """What to append to a model to make the int64 tensor `name` an output; protobuf merges the graph fields."""
    return _bytes(MODEL_GRAPH, _output(name))


def only_output(model: bytes | mmap, name: str) -> bytes:
    """A smaller model that computes nothing but the int64 tensor `name`, from the same inputs."""
    with memoryview(model) as view:
        return _only_output(view, name)


def _only_output(view: memoryview, name: str) -> bytes:
    top = list(_fields(view, 0, len(view)))
    graphs = [f for f in top if f.number == MODEL_GRAPH]
    fields = [f for graph in graphs for f in _fields(view, graph.start, graph.end)]
    nodes, needed = _needed_nodes(view, [f for f in fields if f.number == GRAPH_NODE], name)
    weights = [f for f in fields if f.number == GRAPH_WEIGHT and _weight_name(view, f) in needed]
    inputs = [f for f in fields if f.number == GRAPH_INPUT]
    body = b"".join(_copy(view, f) for f in (*nodes, *weights, *inputs))
    kept = b"".join(_copy(view, f) for f in top if f.number in (MODEL_IR_VERSION, MODEL_OPSET))
    return kept + _bytes(MODEL_GRAPH, _bytes(GRAPH_NAME, b"part") + body + _output(name))


def _needed_nodes(view: memoryview, nodes: list[_Field], name: str) -> tuple[list[_Field], set[bytes]]:
    """Nodes that lead to the tensor, in order, and every tensor name they read. Nodes come sorted in a graph."""
    needed, kept = {name.encode()}, []
    for node in reversed(nodes):
        ends = list(_fields(view, node.start, node.end))
        if any(bytes(view[f.start : f.end]) in needed for f in ends if f.number == NODE_OUTPUT):
            needed.update(bytes(view[f.start : f.end]) for f in ends if f.number == NODE_INPUT)
            kept.append(node)
    return kept[::-1], needed


def _weight_name(view: memoryview, weight: _Field) -> bytes:
    return next(
        bytes(view[f.start : f.end]) for f in _fields(view, weight.start, weight.end) if f.number == WEIGHT_NAME
    )


def _output(name: str) -> bytes:
    value_type = _bytes(1, _varint(1 << 3) + _varint(INT64))
    return _bytes(GRAPH_OUTPUT, _bytes(1, name.encode()) + _bytes(2, value_type))


def _fields(view: memoryview, at: int, end: int) -> Iterator[_Field]:
    while at < end:
        key, at = _read_varint(view, at)
        number, wire = key >> 3, key & 7
        if wire == BYTES:
            size, at = _read_varint(view, at)
            stop = at + size
        elif wire == VARINT:
            _, stop = _read_varint(view, at)
        else:
            stop = at + (8 if wire == FIXED64 else 4)
        yield _Field(number, wire, at, stop)
        at = stop


def _copy(view: memoryview, field: _Field) -> bytes:
    body = bytes(view[field.start : field.end])
    return _bytes(field.number, body) if field.wire == BYTES else _varint(field.number << 3 | field.wire) + body


def _bytes(number: int, body: bytes) -> bytes:
    return _varint(number << 3 | BYTES) + _varint(len(body)) + body


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes((*out, value))


def _read_varint(view: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = view[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at
