"""The example that users copy, as tests need it: its path, its document, and changed copies of it."""

import copy
from pathlib import Path

from evenhand.exchange.safe_yaml import load_yaml

SMALL = Path(__file__).resolve().parents[2] / "examples" / "small.yaml"


def small():
    """The example's document, free to change."""
    return copy.deepcopy(load_yaml(SMALL.read_text()))


def changed(path, value):
    """The example with the value at a path replaced; a path that ends in a new key or index adds it."""
    document = small()
    node = document
    for step in path[:-1]:
        node = node[step]
    if isinstance(node, list) and path[-1] == len(node):
        node.append(value)
    else:
        node[path[-1]] = value
    return document
