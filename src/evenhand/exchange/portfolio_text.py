"""A portfolio document as text: JSON, or YAML laid out for people, which reads back as the same document."""

from __future__ import annotations

import json
from collections.abc import Iterator

from evenhand.exchange.safe_yaml import NUMBER, WORDS, Tree

WIDTH = 120
SURPRISES = {"yes", "no", "on", "off", "y", "n", "null", "true", "false"}  # which other readers of YAML take for something else
SPECIAL_FIRST = set("-?:,[]{}#&*!|>'\"%@`= ~.<")


def json_text(document: Tree) -> str:
    """JSON, one short thing a line."""
    return "".join(_json(document, 0)) + "\n"


def yaml_text(document: Tree) -> str:
    """YAML in block style, with short leaves in one line."""
    return "".join(_yaml(document, 0)).removeprefix("\n")


def _json(value: Tree, indent: int) -> Iterator[str]:
    flat = json.dumps(value, ensure_ascii=False) if _is_small(value) else ""
    if flat and (len(flat) + indent <= WIDTH or not value or not isinstance(value, dict | list)):
        yield flat
        return
    pad = "\n" + " " * (indent + 1)
    pairs = value.items() if isinstance(value, dict) else ((None, item) for item in value)
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    for index, (key, item) in enumerate(pairs):
        yield f"{',' if index else opening}{pad}{'' if key is None else json.dumps(key, ensure_ascii=False) + ': '}"
        yield from _json(item, indent + 1)
    yield f"\n{' ' * indent}{closing}"


def _is_small(value: Tree, depth: int = 0) -> bool:
    """Whether a value may stand in one line: a scalar, or a shallow collection of such."""
    if isinstance(value, dict | list):
        items = value.values() if isinstance(value, dict) else value
        return len(value) <= 12 and depth < 2 and all(_is_small(item, depth + 1) for item in items)
    return True


def _yaml(value: Tree, indent: int) -> Iterator[str]:
    if isinstance(value, str) and indent and _is_prose(value):
        lines = value.removesuffix("\n").split("\n")
        yield " |\n" if value.endswith("\n") else " |-\n"
        yield from (f"{' ' * indent}{line}\n" if line else "\n" for line in lines)
        return
    flat = _flow(value) if _is_small(value) and indent else ""
    is_record = isinstance(value, dict) and ("id" in value or "time_zone" in value)
    if flat and len(flat) + indent <= WIDTH and not (is_record and len(flat) > 100):
        yield f" {flat}\n"
        return
    if not value or not isinstance(value, dict | list):
        yield f" {_flow(value)}\n"
        return
    yield "\n"
    pad = " " * indent
    if isinstance(value, dict):
        for key, item in value.items():
            yield f"{pad}{_scalar(key)}:"
            yield from _yaml(item, indent + 2)
        return
    for item in value:
        yield f"{pad}-"
        parts = list(_yaml(item, indent + 2))
        if parts[0] == "\n":  # a block: its first line follows the dash
            parts[:2] = [" " + parts[1].lstrip(" ")]
        yield from parts


def _flow(value: Tree) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(k)}: {_flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    if isinstance(value, str):
        return _scalar(value)
    return json.dumps(value)


def _is_prose(text: str) -> bool:
    """Lines of text that may stand as they are in a block."""
    lines = text.removesuffix("\n").split("\n")
    return len(lines) > 1 and bool(lines[0]) and bool(lines[-1]) and all(line.isprintable() and line[:1] != " " for line in lines)


def _scalar(text: str) -> str:
    """Text as YAML has it: bare where nobody can take it for anything else, in quotes otherwise."""
    if _is_bare(text):
        return text
    return "".join(c if c.isprintable() else _escaped(c) for c in json.dumps(text, ensure_ascii=False))


def _is_bare(text: str) -> bool:
    if not text or text[0] in SPECIAL_FIRST or text != text.strip() or text.lower() in SURPRISES or text in WORDS:
        return False
    if NUMBER.fullmatch(text) or (text[0] in "+0123456789" and not text[-1].isalpha() and text[4:5] != "-"):
        return False
    return text.isprintable() and not any(c in text for c in "{}[],?#\"'") and ": " not in text and not text.endswith(":")


def _escaped(character: str) -> str:
    return f"\\U{ord(character):08x}"
