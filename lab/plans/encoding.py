"""JSON written and read without recursion, so that a plan may be as deep as it likes."""

import json
import re

from lab.plans.keys import OF_NODES, OF_WORKERS, Vocabulary
from lab.plans.nodes import PlanNode, Worker

CUT = 200
"""Levels of nesting that are read at once; far below Python's limit."""

TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[][{}]', re.DOTALL)
PIECE = "lab: read apart"


def encode_node(root: PlanNode) -> str:
    """The node and all below it, as the object that EXPLAIN (FORMAT JSON) prints."""
    pieces: list[str] = []
    waiting: list[PlanNode | str] = [root]
    while waiting:
        piece = waiting.pop()
        if isinstance(piece, str):
            pieces.append(piece)
            continue
        pieces.append(json.dumps(_own_keys(piece), default=str).removesuffix("}"))
        waiting.append("}")
        if piece.children:
            waiting.append("]")
            for child in reversed(piece.children[1:]):
                waiting += [child, ", "]
            waiting += [piece.children[0], ', "Plans": [']
    return "".join(pieces)


def _own_keys(node: PlanNode) -> dict[str, object]:
    told = _told(node, OF_NODES)
    if node.workers is not None:
        told["Workers"] = [_told(worker, OF_WORKERS) for worker in node.workers]
    return told


def _told(thing: PlanNode | Worker, words: Vocabulary) -> dict[str, object]:
    known = {key: getattr(thing, name) for name, key in words.key_of_field.items()}
    return {key: value for key, value in known.items() if value is not None} | dict(thing.extra)


def decode(document: str) -> object:
    """What the JSON text holds.

    Raises:
        ValueError: it is not JSON.
    """
    try:
        value: object = json.loads(document)
    except RecursionError:
        value = _decode_in_pieces(document)
    return value


def _decode_in_pieces(document: str) -> object:
    """The same, with every CUT levels read apart, the innermost first."""
    pieces: list[object] = []
    texts = [""]
    depth = end = 0
    for token in TOKEN.finditer(document):
        if token[0] in ("{", "["):
            depth += 1
            if depth % CUT == 0:
                texts[-1] += document[end : token.start()]
                texts.append("")
                end = token.start()
        elif token[0] in ("}", "]"):
            if len(texts) > 1 and depth % CUT == 0:
                pieces.append(_decode_piece(texts.pop() + document[end : token.end()], pieces))
                texts[-1] += json.dumps({PIECE: len(pieces) - 1})
                end = token.end()
            depth -= 1
    if len(texts) > 1:
        raise ValueError(f"{depth:,} brackets are left open")
    return _decode_piece(texts[0] + document[end:], pieces)


def _decode_piece(text: str, pieces: list[object]) -> object:
    """A piece of the document, with those that were read before it put back in their places."""

    def put_back(found: dict[str, object]) -> object:
        at = found.get(PIECE)
        return pieces[at] if isinstance(at, int) and 0 <= at < len(pieces) else found

    value: object = json.loads(text, object_hook=put_back)
    return value
