import gzip
import json
import random
from pathlib import Path

import pytest

from evenhand.exchange.errors import UnreadableFile
from evenhand.exchange.reading import Format, format_of, read_problem
from tests.exchange.samples import MISTA, MMLIB, MPLIB, PSPLIB, RCPSP_MAX, factory

SAMPLES = {
    Format.PSPLIB: PSPLIB,
    Format.RCPSP_MAX: RCPSP_MAX,
    Format.MPLIB: MPLIB,
    Format.MISTA: MISTA,
    Format.FACTORY: json.dumps(factory()),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "one.mm").write_text(PSPLIB)
    return tmp_path


@pytest.mark.parametrize("expected", SAMPLES)
@pytest.mark.parametrize("name", ["problem", "problem.gz"])
def test_a_format_is_told_by_its_content_whatever_the_name(folder: Path, expected: Format, name: str):
    data = SAMPLES[expected].encode()
    (folder / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    loaded = read_problem(folder / name)
    assert loaded.format is expected
    assert loaded.time_scale is None


def test_a_portfolio_comes_with_its_dates_and_names():
    loaded = read_problem(Path(__file__).parents[2] / "examples" / "small.yaml")
    assert loaded.format is Format.PORTFOLIO
    assert loaded.portfolio is not None and loaded.names == loaded.portfolio.names
    assert loaded.time_scale is not None and loaded.time_scale.from_text(loaded.time_scale.to_text(3)) == 3


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("p", MMLIB, Format.PSPLIB),
        ("p", "format: evenhand-portfolio/1\n", Format.PORTFOLIO),
        ("p", "# ours\nsite: x\nformat: evenhand-portfolio/1\n", Format.PORTFOLIO),
        ("p.json", "{}", Format.PORTFOLIO),
        ("p.yaml", "nothing: useful", Format.PORTFOLIO),
        ("p.sm", "cut off before the first section", Format.PSPLIB),
    ],
)
def test_a_doubt_is_settled_by_the_name(name: str, text: str, expected: Format):
    assert format_of(name, text) is expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("  \n\n", "is empty"),
        ("Dear planner,\nplease plan.", "looks like none of them"),
        ('{"format": "evenhand-plan/1"}', "Must be a problem; is a plan"),
    ],
)
def test_what_is_no_problem_is_refused(tmp_path: Path, text: str, message: str):
    (tmp_path / "f").write_text(text)
    with pytest.raises(UnreadableFile, match=message):
        read_problem(tmp_path / "f")


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_damaged_file_never_gives_another_error(folder: Path, kind: Format):
    """Characters changed, dropped and doubled at random: it is read, or it is refused with a place or a rule."""
    chooser = random.Random(7)
    refusals = []
    for _ in range(150):
        text = list(SAMPLES[kind])
        for _ in range(chooser.randint(1, 4)):
            at = chooser.randrange(len(text))
            text[at] = chooser.choice(["", text[at] * 2, chooser.choice('0123456789-:[]{}",. \nxé\u0663')])
        (folder / "f").write_text("".join(text))
        try:
            read_problem(folder / "f")
        except UnreadableFile as error:
            refusals.append(error)
    assert len(refusals) > 20
    assert all(str(error).startswith(str(folder)) and error.message.endswith(".") for error in refusals)
