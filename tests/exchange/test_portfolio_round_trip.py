"""Nothing is lost between problem, document, YAML and JSON."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.demo.story import demo_portfolio
from evenhand.exchange.portfolio import portfolio_from_text, portfolio_of, read_portfolio, write_portfolio
from evenhand.exchange.portfolio_document import document_of
from evenhand.exchange.portfolio_text import json_text, yaml_text
from evenhand.planning.problem import Activity, Mode, Problem, Project
from evenhand.plant.site_time import TimeScale
from tests.exchange.small_portfolio import SMALL, small
from tests.planning.strategies import problems


@pytest.mark.parametrize("document", [small(), demo_portfolio()], ids=["small", "demo"])
def test_yaml_to_json_to_yaml_is_the_same_portfolio(document, tmp_path):
    write_portfolio(tmp_path / "one.yaml", document)
    one = read_portfolio(tmp_path / "one.yaml")
    write_portfolio(tmp_path / "two.json", one.document)
    two = read_portfolio(tmp_path / "two.json")
    write_portfolio(tmp_path / "three.yaml", two.document)
    three = read_portfolio(tmp_path / "three.yaml")
    assert one == two == three == portfolio_of(document)
    assert (tmp_path / "one.yaml").read_text() == (tmp_path / "three.yaml").read_text()


def project_by_project(problem):
    """The same problem, activities in the order in which the format has them."""
    in_order = tuple(a for activities in problem.activities_of.values() for a in activities)
    published = {p.activity: p for p in problem.published}
    return replace(problem, activities=in_order, published=tuple(published[a.id] for a in in_order if a.id in published))


@settings(max_examples=150, deadline=None)
@given(problems(objective=None), st.sampled_from(["Europe/Brussels", "America/New_York", "UTC"]), st.sampled_from([30, 60, 240, 1440]))
def test_any_problem_is_written_and_read_back_unchanged(problem, zone, minutes):
    scale = TimeScale(zone, date(2026, 3, 23), minutes)
    document = document_of(problem, scale)
    for text, name in ((yaml_text(document), "x.yaml"), (json_text(document), "x.json")):
        read = portfolio_from_text(text, name)
        assert read.problem == project_by_project(problem)
        assert read.time_scale == scale


def test_names_and_money_come_back():
    read = read_portfolio(SMALL)
    again = portfolio_of(document_of(read.problem, read.time_scale, names=read.names, currency="CHF"))
    assert again.problem == read.problem
    assert again.names == read.names
    assert again.currency == "CHF"


def test_an_id_that_the_format_has_no_place_for_is_refused():
    stray = Problem((), (Project("p"),), (Activity("q/a", "p", (Mode(1),)),), 10)
    with pytest.raises(ValueError, match="form project/activity"):
        document_of(stray, TimeScale("UTC", date(2026, 1, 1), 60))
