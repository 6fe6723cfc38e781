"""Docs that cannot drift: what they name exists, and what is generated is current."""

import re
import shlex
import tomllib
from pathlib import Path

import pytest

from evenhand.cli.arguments import command_of, command_parser
from evenhand.cli.reference import reference
from evenhand.demo.story import EXPEDITE_BY, EXPEDITED

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
PAGE_NAMES = [str(page.relative_to(ROOT)) for page in PAGES]


def shown_commands(page):
    """The lines of a page's code blocks that run `evenhand`."""
    return re.findall(r"^ {4,}(?:\.venv/bin/)?(evenhand [a-z].*)$", page.read_text(), re.MULTILINE)


def test_the_command_line_reference_is_current():
    assert (ROOT / "docs/reference/cli.md").read_text() == reference(), "Run: make docs"


@pytest.mark.parametrize("page", PAGES, ids=PAGE_NAMES)
def test_links_lead_somewhere(page):
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text())
    broken = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert broken == []


@pytest.mark.parametrize("page", [p for p in PAGES if p.name != "cli.md"], ids=[n for n in PAGE_NAMES if not n.endswith("cli.md")])
def test_shown_commands_exist_with_these_arguments(page):
    for line in shown_commands(page):
        words = shlex.split(line, comments=True)
        named = command_of(words[1:])
        assert named is not None, line
        command_parser(named[0]).parse_args(named[1])


def test_the_readme_shows_commands():
    assert len(shown_commands(ROOT / "README.md")) >= 3


def test_make_targets_that_the_readme_names_exist():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"^ {4}make ([a-z]+)$", (ROOT / "README.md").read_text(), re.MULTILINE))
    assert named == {"demo", "test"}
    assert named <= targets


def test_make_demo_tells_the_story_of_the_demo():
    recipe = (ROOT / "Makefile").read_text()
    assert f"--project {EXPEDITED} --by {EXPEDITE_BY} " in recipe


def test_every_page_of_the_docs_can_be_found_from_the_first():
    first = (ROOT / "docs/README.md").read_text()
    unlisted = [name for name in PAGE_NAMES if name.startswith("docs/") and name != "docs/README.md" and name.removeprefix("docs/") not in first]
    assert unlisted == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "requirements-build.txt"])
def test_the_requirements_are_those_of_the_lock(name):
    lock = tomllib.loads((ROOT / "uv.lock").read_text())
    locked = {}
    for package in lock["package"]:
        files = [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
        locked[package["name"], package["version"]] = {file["hash"] for file in files}
    text = (ROOT / name).read_text()
    required = re.findall(r"^([a-z0-9][a-z0-9._-]*)==(\S+)[^\n]*((?:\n {4}--hash=\S+(?: \\)?)*)", text, re.MULTILINE)
    assert required
    for package, version, hashes in required:
        assert set(re.findall(r"--hash=(\S+)", hashes)) == locked[package, version], f"{package}: run make requirements"


def test_the_requirements_cover_the_dependencies():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = {"requirements.txt": project["project"]["dependencies"], "requirements-dev.txt": project["dependency-groups"]["dev"]}
    for name, dependencies in wanted.items():
        text = (ROOT / name).read_text()
        missing = [d for d in dependencies if not re.search(rf"^{re.split('[<>=[]', d)[0]}==", text, re.MULTILINE)]
        assert missing == [], f"{name}: run make requirements"


def test_the_lock_names_public_hosts_only():
    hosts = set(re.findall(r"[a-z+]+://[^/\"]*", (ROOT / "uv.lock").read_text()))
    assert hosts == {"https://pypi.org", "https://files.pythonhosted.org"}
