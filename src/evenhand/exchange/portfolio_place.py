"""Where in a portfolio file something stands: a path as people write it, and the line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from evenhand.exchange.safe_json import json_place
from evenhand.exchange.safe_yaml import Path, Tree, path_text, yaml_place


def place_in(text: str, path: Path, *, is_json: bool) -> str:
    """ "projects[3].activities[2].duration, line 214"; empty for the document as a whole."""
    if not path:
        return ""
    line, _ = (json_place if is_json else yaml_place)(text, path)
    return f"{path_text(path)}, line {line}" if line else path_text(path)


def path_of_object(document: Mapping[str, Tree], where: str) -> Path:
    """The path of the object that `InvalidProblem.where` names; empty where it names none of the document's."""
    activities = {f"{p['id']}/{a['id']}": path for p, a, path in _activities(document)}
    kind, _, name = where.partition(" ")
    match kind:
        case "resource" | "lever" | "project" | "promise":
            return _path_of_named(document, kind, name)
        case "activity" | "published":
            found = re.fullmatch(r"(.*), mode (\d+)", name)
            return activities.get(found.group(1) if found else name, ())
        case "link" | "campaign" | "tie" | "mode" | "links":
            ids = re.split(r" -> | - |, ", re.sub(r"^(dependency|among) ", "", name))
            return next((activities[i] for i in ids[::-1] if i in activities), ())
        case "changeovers":
            units = set(name.removeprefix("on ").split(", "))
            return next((("changeovers", i) for i, c in enumerate(document.get("changeovers", ())) if units & set(c["units"])), ())
        case "problem":
            return ("site",)
    return ()


def _activities(document: Mapping[str, Tree]) -> Iterator[tuple[Tree, Tree, Path]]:
    for p, project in enumerate(document["projects"]):
        for a, activity in enumerate(project["activities"]):
            yield project, activity, ("projects", p, "activities", a)


def _path_of_named(document: Mapping[str, Tree], kind: str, name: str) -> Path:
    if kind == "promise":
        for p, project in enumerate(document["projects"]):
            for i, promise in enumerate(project.get("promises", ())):
                if name == f"{project['id']}/{promise.get('id', promise['activity'])}":
                    return ("projects", p, "promises", i)
    if kind == "lever":
        for r, resource in enumerate(document["resources"]):
            for key in ("overtime", "addable"):
                for i, lever in enumerate(resource.get(key, ())):
                    if f"{name}/".startswith(f"{resource['id']}/{lever['id']}/"):
                        return ("resources", r, key, i)
    same = [i for i, node in enumerate(document.get(f"{kind}s", ())) if node["id"] == name]
    return (f"{kind}s", same[-1]) if same else ()
