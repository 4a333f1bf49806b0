"""A plan out of what Python printed of it: a string, rows of strings, or the document itself."""

import json
import re

STRING = re.compile(r"'(?:[^'\\\n]|\\.)*+'|\"(?:[^\"\\\n]|\\.)*+\"")
ROWS = re.compile(r"\s*+[\[(]*+\s*+['\"]")
BETWEEN_ROWS = frozenset("[](), \t\n")
DOCUMENT = re.compile(r"\{\s*'(?:Plan|Query Text)':")
PIECE = re.compile(rf"({STRING.pattern})|\b(True|False|None)\b|\((?=[\[{{'\"(])|,?\)")
WORDS = {"True": "true", "False": "false", "None": "null"}
ESCAPE = re.compile(r"\\(.)")
ESCAPED = {"n": "\n", "t": "\t", "r": "\r"}


def out_of_python(text: str) -> str:
    """The lines of the plan, or its document as JSON; the text as it is, where Python has no part.

    The document ends where its brackets do; the row and the list around it are left away.
    """
    start = DOCUMENT.search(text)
    if start and text.rfind("}") > start.start():
        return PIECE.sub(_as_json, text[start.start() : text.rindex("}") + 1])
    if not ROWS.match(text) or not BETWEEN_ROWS.issuperset(STRING.sub("", text)):
        return text
    return "\n".join(_said(found[0]) for found in STRING.finditer(text))


def _as_json(piece: re.Match[str]) -> str:
    if piece[1]:
        return json.dumps(_said(piece[1]))
    return WORDS.get(piece[0], "[" if piece[0] == "(" else "]")


def _said(string: str) -> str:
    """What a string says that Python printed."""
    return ESCAPE.sub(lambda found: ESCAPED.get(found[1], found[1]), string[1:-1])
