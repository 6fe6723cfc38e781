"""Links, ties and templates; projects, sponsors, products and budgets."""

from __future__ import annotations

from datetime import datetime

import pytest

from evenhand.portfolio.actions.budgets import set_budget_line
from evenhand.portfolio.actions.joints import change_link, link_activities, remove_link, remove_tie, tie_activities
from evenhand.portfolio.actions.masters import archive_product, archive_sponsor, edit_product, edit_sponsor, enter_product, enter_sponsor
from evenhand.portfolio.actions.projects import change_project_state, edit_project, enter_project
from evenhand.portfolio.actions.templating import apply_template
from evenhand.portfolio.models import ActivityLink, BudgetLine, LinkKind, Product, Project, Tie, TieKind
from evenhand.portfolio.templates_of_work import TEMPLATES
from evenhand.records.errors import Conflict, Invalid, NotAllowed
from evenhand.records.verification import verify
from tests.cast import Cast
from tests.portfolio.small import Small


def test_a_link_is_made_changed_and_removed(small: Small, cast: Cast):
    transfer = small.other.activities.get()
    link = link_activities(by=cast.clara, before_id=small.activity("kilo").pk, after_id=transfer.pk, kind=LinkKind.SS, lag_minutes=1440)
    change_link(by=cast.clara, link_id=link.pk, kind=LinkKind.FS, lag_minutes=-1440, max_lag_minutes=2880)
    link.refresh_from_db()
    assert (link.kind, link.lag_minutes, link.max_lag_minutes) == ("FS", -1440, 2880)
    remove_link(by=cast.clara, link_id=link.pk)
    assert not ActivityLink.objects.filter(after=transfer).exists()
    assert verify().problems == ()


def test_nothing_waits_for_itself(small: Small, cast: Cast):
    with pytest.raises(Invalid, match=r"Must not lead back .*: Process development → Kilo batch → GMP batch → QA release → Process development"):
        link_activities(by=cast.clara, before_id=small.activity("release").pk, after_id=small.activity("development").pk)
    with pytest.raises(Invalid, match="both are the same"):
        link_activities(by=cast.clara, before_id=small.activity("kilo").pk, after_id=small.activity("kilo").pk)
    with pytest.raises(Conflict, match="linked in that way already"):
        link_activities(by=cast.clara, before_id=small.activity("kilo").pk, after_id=small.activity("batch").pk)
    with pytest.raises(Invalid, match="Must have lag <= maximal lag"):
        link_activities(
            by=cast.clara, before_id=small.activity("kilo").pk, after_id=small.activity("release").pk, lag_minutes=480, max_lag_minutes=240
        )


def test_ties(small: Small, cast: Cast):
    kilo, batch = small.activity("kilo"), small.activity("batch")
    tie = tie_activities(by=cast.clara, kind=TieKind.SAME_RESOURCES, first_id=kilo.pk, second_id=batch.pk, among=("kilo-1",))
    assert tie.among == [small.kilo.pk]
    tie_activities(by=cast.clara, kind=TieKind.MODE_DEPENDENCY, first_id=kilo.pk, second_id=batch.pk, first_mode=0, second_modes=(1,))
    with pytest.raises(Invalid, match="Must name modes that exist; GMP batch has 2"):
        tie_activities(by=cast.clara, kind=TieKind.MODE_DEPENDENCY, first_id=kilo.pk, second_id=batch.pk, first_mode=0, second_modes=(2,))
    with pytest.raises(Invalid, match="Must name known resources; nobody is unknown"):
        tie_activities(by=cast.clara, kind=TieKind.DIFFERENT_RESOURCES, first_id=kilo.pk, second_id=batch.pk, among=("nobody",))
    remove_tie(by=cast.clara, tie_id=tie.pk)
    assert Tie.objects.count() == 1
    assert verify().problems == ()


@pytest.mark.parametrize("template", [t.code for t in TEMPLATES])
def test_a_template_becomes_activities_links_and_ties(template, small: Small, cast: Cast):
    project = enter_project(by=cast.clara, site=small.site, code="NEW-1", name="New", product=Product.objects.get())
    applied = apply_template(by=cast.clara, project_id=project.pk, template=template, earliest_start=datetime(2027, 3, 8))
    chosen = next(t for t in TEMPLATES if t.code == template)
    assert [a.code for a in applied.activities] == [step.code for step in chosen.steps]
    first = project.activities.order_by("order").first()
    assert first is not None and (first.earliest_start == datetime(2027, 3, 8) or template == "release")
    assert "hplc" in applied.left_out or template == "materials"  # the small plant has none
    if chosen.campaigns:
        assert Tie.objects.filter(first__project=project).count() == 4
    with pytest.raises(Conflict, match="all activities of this template already"):
        apply_template(by=cast.clara, project_id=project.pk, template=template)
    assert verify().problems == ()


def test_a_template_fits_units_to_the_band(small: Small, cast: Cast):
    project = enter_project(by=cast.clara, site=small.site, code="NEW-1", name="New", product=Product.objects.get())
    apply_template(by=cast.clara, project_id=project.pk, template="clinical")
    kilo = project.activities.get(code="kilo")
    assert [need.resource.code for mode in kilo.modes.all() for need in mode.needs.all()] == ["kilo-1", "chemists"]


def test_projects(small: Small, cast: Cast):
    with pytest.raises(Conflict, match="There is a project QF-1 already"):
        enter_project(by=cast.clara, site=small.site, code="QF-1", name="Again")
    with pytest.raises(Invalid, match="Must be a project manager or planner; Ada Moreau is neither"):
        edit_project(by=cast.clara, project_id=small.project.pk, version=1, manager=cast.ada)
    edit_project(by=cast.clara, project_id=small.project.pk, version=1, manager=cast.clara, notes="Ask before moving")
    with pytest.raises(Conflict, match="Clara Lindqvist changed"):
        change_project_state(by=cast.ben, project_id=small.project.pk, version=1, state="stopped", reason="x")
    with pytest.raises(Conflict, match="Kilo batch is not finished"):
        change_project_state(by=cast.ben, project_id=small.project.pk, version=2, state="finished", reason="x")
    change_project_state(by=cast.ben, project_id=small.project.pk, version=2, state="stopped", reason="The sponsor withdrew")
    assert Project.objects.get(pk=small.project.pk).state == "stopped"
    assert verify().problems == ()


def test_sponsors_and_products(small: Small, cast: Cast):
    with pytest.raises(Conflict, match="has the project QF-1"):
        archive_sponsor(by=cast.clara, sponsor_id=small.sponsor.pk, reason="x")
    with pytest.raises(Conflict, match="There is a sponsor Quillfeather already"):
        enter_sponsor(by=cast.clara, code="Quillfeather", name="Again")
    edit_sponsor(by=cast.clara, sponsor_id=small.sponsor.pk, version=1, name="Quillfeather Therapeutics")
    other = enter_sponsor(by=cast.clara, code="mooncalf", name="Mooncalf")
    archive_sponsor(by=cast.clara, sponsor_id=other.pk, reason="Never came")
    product = enter_product(by=cast.clara, site=small.site, code="MV-5")
    edit_product(by=cast.clara, product_id=product.pk, version=1, name="Adjuvant", sponsor=None, band=None)
    archive_product(by=cast.clara, product_id=product.pk, reason="Never made")
    with pytest.raises(Conflict, match="is made in QF-1"):
        archive_product(by=cast.clara, product_id=small.project.product_id, reason="x")
    assert verify().problems == ()


def test_money(small: Small, cast: Cast):
    line = BudgetLine.objects.get()
    given = {"project_id": small.project.pk, "approved": 100_000_00, "committed": 70_000_00, "spent": 50_000_00, "forecast": 120_000_00}
    with pytest.raises(Invalid, match="Must have a reason"):
        set_budget_line(by=cast.clara, head="labour", version=1, **given)
    set_budget_line(by=cast.clara, head="labour", version=1, reason="Second chemist", **given)
    set_budget_line(by=cast.clara, head="cleaning", **given)
    with pytest.raises(Conflict, match="Clara Lindqvist changed committed"):
        set_budget_line(by=cast.ben, head="labour", version=1, reason="x", **given)
    for wrong in ({"spent": -1}, {"spent": 2**60}):
        with pytest.raises(Invalid, match=r"Must be from 0\.00"):
            set_budget_line(by=cast.clara, head="external", **{**given, **wrong})
    line.refresh_from_db()
    assert line.spent == 50_000_00
    assert verify().problems == ()


def test_others_change_nothing(small: Small, cast: Cast):
    kilo, release = small.activity("kilo"), small.activity("release")
    for by in (cast.ada, cast.dai, cast.esi, cast.finn, cast.olga, cast.nils):
        for attempt in (
            lambda by=by: link_activities(by=by, before_id=kilo.pk, after_id=release.pk),
            lambda by=by: tie_activities(by=by, kind=TieKind.CONSECUTIVE, first_id=kilo.pk, second_id=release.pk),
            lambda by=by: apply_template(by=by, project_id=small.project.pk, template="release"),
            lambda by=by: enter_project(by=by, site=small.site, code="X", name="X"),
            lambda by=by: enter_sponsor(by=by, code="x", name="X"),
            lambda by=by: set_budget_line(by=by, project_id=small.project.pk, head="labour", approved=1, committed=1, spent=1, forecast=1),
        ):
            with pytest.raises(NotAllowed):
                attempt()
