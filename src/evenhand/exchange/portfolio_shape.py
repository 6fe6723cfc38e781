"""Whether a document has the shape that the published JSON Schema gives it, fast, and with a message that says the rule.

The schema is compiled into plain functions, so that it is the only description of the shape; a test holds these functions
against the `jsonschema` package. Only the keywords that the portfolio schema uses are known here; any other raises.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

from evenhand.exchange.portfolio_fault import ContentFault
from evenhand.exchange.safe_yaml import Tree

Check = Callable[[Tree], None]
Schema = Mapping[str, Any]
SILENT = {"$schema", "$id", "$defs", "title", "description"}
KNOWN = {"type", "properties", "required", "additionalProperties", "items", "enum", "const", "pattern", "minimum", "maximum"} | {
    "exclusiveMaximum",
    "minItems",
    "maxLength",
    "anyOf",
    "$ref",
}
NAMES = {"object": "a mapping", "array": "a list", "string": "text", "integer": "a whole number", "number": "a number", "null": "null"}


def portfolio_schema() -> dict[str, Any]:
    """The published JSON Schema of a portfolio file."""
    schema: dict[str, Any] = json.loads(files("evenhand.exchange").joinpath("portfolio.schema.json").read_text(encoding="utf-8"))
    return schema


@cache
def _portfolio_check() -> Check:
    return SchemaCheck(portfolio_schema()).check


def check_shape(document: Tree) -> None:
    """Raise `ContentFault` for the first place, in the order of the document, where it has not the shape of a portfolio."""
    _portfolio_check()(document)


def shown(value: Tree) -> str:
    if isinstance(value, dict | list):
        return NAMES["object" if isinstance(value, dict) else "array"] + (" of nothing" if not value else "")
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:56] + '..."'


def is_type(value: Tree, name: str) -> bool:
    match name:
        case "object":
            return isinstance(value, dict)
        case "array":
            return isinstance(value, list)
        case "string":
            return isinstance(value, str)
        case "null":
            return value is None
        case "integer":
            return (isinstance(value, int) and not isinstance(value, bool)) or (isinstance(value, float) and value.is_integer())
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
    raise NotImplementedError(name)


class SchemaCheck:
    """A JSON Schema compiled into one function."""

    def __init__(self, schema: Schema) -> None:
        self._root = schema
        self._made: dict[str, Check] = {}
        self.check = self._compile(schema)

    def _compile(self, schema: Schema) -> Check:
        unknown = set(schema) - KNOWN - SILENT
        if unknown:
            raise NotImplementedError(f"schema keyword {sorted(unknown)[0]}")
        if "$ref" in schema:
            return self._reference(schema["$ref"])
        if "anyOf" in schema:
            return self._any_of(schema["anyOf"])
        if "const" in schema or "enum" in schema:
            return _one_of(schema["enum"] if "enum" in schema else [schema["const"]])
        match schema.get("type"):
            case "object":
                return self._mapping(schema)
            case "array":
                return self._list(schema)
            case "string":
                return _text(schema)
            case "integer" | "number":
                return _number(schema)
            case "null":
                return _of_type(schema)
        raise NotImplementedError(f"schema {schema}")

    def _reference(self, name: str) -> Check:
        if name not in self._made:
            self._made[name] = self._compile(self._root["$defs"][name.removeprefix("#/$defs/")])
        return self._made[name]

    def _resolved(self, schema: Schema) -> Schema:
        found: Schema = self._root["$defs"][schema["$ref"].removeprefix("#/$defs/")] if "$ref" in schema else schema
        return found

    def _any_of(self, branches: Sequence[Schema]) -> Check:
        """The fault of the only branch whose type the value has; if there is none such, what it could be."""
        choices = [(self._resolved(b), self._compile(b)) for b in branches]

        def type_fits(branch: Schema, value: Tree) -> bool:
            return is_type(value, branch["type"]) if "type" in branch else type(value) is type(branch["const"])

        def check(value: Tree) -> None:
            for branch, inner in choices:
                if not type_fits(branch, value):
                    continue
                try:
                    return inner(value)
                except ContentFault as fault:
                    if "title" in branch or branch.get("type") in ("object", "array"):
                        raise fault
            raise ContentFault((), f"Must be {' or '.join(_name(b) for b, _ in choices)}; is {shown(value)}.")

        return check

    def _mapping(self, schema: Schema) -> Check:
        known = {key: self._compile(inner) for key, inner in schema.get("properties", {}).items()}
        required = schema.get("required", [])
        more = schema.get("additionalProperties", True)
        rest = self._compile(more) if isinstance(more, dict) else None

        def check(value: Tree) -> None:
            if type(value) is not dict:
                raise ContentFault((), f"Must be {_name(schema)}; is {shown(value)}.")
            for key, item in value.items():
                inner = known.get(key, rest)
                if inner is None:
                    close = get_close_matches(key, known, 1)
                    hint = f"; did you mean {close[0]}?" if close else f"; known are {', '.join(known)}."
                    raise ContentFault((key,), f"Must be a key known here; {shown(key)} is not{hint}")
                try:
                    inner(item)
                except ContentFault as fault:
                    raise fault.under(key) from None
            for key in required:
                if key not in value:
                    raise ContentFault((), f"Must have {key}; has {', '.join(map(str, value))[:120] or 'nothing'}.")

        return check

    def _list(self, schema: Schema) -> Check:
        inner = self._compile(schema["items"])
        least = schema.get("minItems", 0)

        def check(value: Tree) -> None:
            if type(value) is not list:
                raise ContentFault((), f"Must be a list; is {shown(value)}.")
            if len(value) < least:
                raise ContentFault((), f"Must have at least {least} element{'s' if least > 1 else ''}; has {len(value)}.")
            for index, item in enumerate(value):
                try:
                    inner(item)
                except ContentFault as fault:
                    raise fault.under(index) from None

        return check


def _name(schema: Schema) -> str:
    if "const" in schema:
        return json.dumps(schema["const"])
    return str(schema.get("title") or NAMES[schema["type"]])


def _of_type(schema: Schema) -> Check:
    def check(value: Tree) -> None:
        if not is_type(value, schema["type"]):
            raise ContentFault((), f"Must be {_name(schema)}; is {shown(value)}.")

    return check


def _one_of(allowed: Sequence[Tree]) -> Check:
    def check(value: Tree) -> None:
        if not any(type(value) is type(a) and value == a for a in allowed):
            raise ContentFault((), f"Must be {' or '.join(map(str, allowed))}; is {shown(value)}.")

    return check


def _text(schema: Schema) -> Check:
    fits = re.compile(schema.get("pattern", "")).search
    longest = schema.get("maxLength", 2**31)

    def check(value: Tree) -> None:
        if type(value) is not str:
            hint = "; put it in quotes" if type(value) in (int, float, bool) and fits(str(value)) else ""
            raise ContentFault((), f"Must be {_name(schema)}; is {shown(value)}{hint}.")
        if len(value) > longest:
            raise ContentFault((), f"Must have at most {longest} characters; has {len(value)}.")
        if not fits(value):
            raise ContentFault((), f"Must be {_name(schema)}; is {shown(value)}.")

    return check


def _number(schema: Schema) -> Check:
    low, high, below = schema.get("minimum"), schema.get("maximum"), schema.get("exclusiveMaximum")

    def check(value: Tree) -> None:
        fits = is_type(value, schema["type"])
        if not fits or (low is not None and value < low) or (below is not None and value >= below):
            raise ContentFault((), f"Must be {_name(schema)}; is {shown(value)}.")
        if high is not None and value > high:
            raise ContentFault((), f"Must be at most {high}; is {shown(value)}.")

    return check
