"""The assessment of a matter: the chain of whys, quality's signature, the walk one question at a time, the conclusion; and a project's contracts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from evenhand.accounts.form_pages import FormPage, me_of, send_form
from evenhand.accounts.guards import page_for
from evenhand.accounts.permissions import may_approve_quality, may_assess, may_decide, may_edit_trees, may_see_plant, may_work_on_matters
from evenhand.matters import assessment_forms as forms
from evenhand.matters.actions import assessing, finding_cause
from evenhand.matters.actions.contracts import enter_contract
from evenhand.matters.as_seen import version_of_assessment
from evenhand.matters.models import Assessment, AssessmentState, Conclusion, Contract, Matter, RootCause, Settlement, TreeVersion, Why
from evenhand.matters.queries import matter_or_nothing
from evenhand.matters.tree.drawing import draw
from evenhand.matters.tree.walk import Walk, walk
from evenhand.plant.form_views import sent
from evenhand.portfolio.queries import project_or_nothing
from evenhand.records.errors import Conflict, DomainError, NotThere
from evenhand.records.forms import errors_into, status_of
from evenhand.records.signatures import Proof, reauthenticate, signatures_of


def last_assessment(matter: Matter) -> Assessment | None:
    found = Assessment.objects.of(matter).select_related("matter__site", "matter__project", "contract__tree", "proposed_by", "by").first()
    if found is not None:
        found.matter = matter
    return found


def assessment_or_nothing(matter: Matter) -> Assessment:
    found = last_assessment(matter)
    if found is None:
        raise NotThere("This matter is not assessed.")
    return found


def proof_in(request: HttpRequest, form: Any) -> Proof:
    return reauthenticate(person=me_of(request), password=form.cleaned_data["password"], request=request)


@page_for(may_see_plant)
@require_GET
def assessment(request: HttpRequest, matter_id: int) -> HttpResponse:
    return assessment_page(request, matter_or_nothing(matter_id))


def assessment_page(request: HttpRequest, matter: Matter, **bound: Any) -> HttpResponse:
    """``bound``: a form that was refused, under its name."""
    person = me_of(request)
    row = last_assessment(matter)
    context: dict[str, Any] = {"matter": matter, "assessment": row, "sentence": "It is not assessed yet.", "may_work": may_work_on_matters(person)}
    if row is not None:
        context |= cause_context(row, person, bound)
        if row.state != AssessmentState.CAUSE:
            context |= walk_context(row, person, bound)
        context["sentence"] = sentence_of(row, context)
        context["earlier"] = list(Assessment.objects.of(matter).exclude(pk=row.pk).filter(conclusion__isnull=False).select_related("conclusion__by"))
    refused = next((form for form in bound.values()), None)
    return render(request, "matters/assessment/assessment.html", context, status=200 if refused is None else status_of(refused))


def sentence_of(row: Assessment, context: dict[str, Any]) -> str:
    if row.state == AssessmentState.CAUSE:
        if not row.statement:
            return "The cause is looked for. Quality signs it; after that it is asked who pays."
        return "A root cause is proposed. Quality signs it; after that it is asked who pays."
    if row.state == AssessmentState.CONCLUDED:
        conclusion = context["conclusion"]
        return f"Concluded by {conclusion.by.printed_name}: {conclusion.outcome['text']}."
    if context.get("hindered"):
        return str(context["hindered"])
    walked: Walk = context["walked"]
    if walked.outcome is not None:
        return f"The walk ends at: {walked.outcome.text}. Sign the conclusion."
    return "The root cause is signed. Now it is asked who pays, one question at a time."


def cause_context(row: Assessment, person: Any, bound: dict[str, Any]) -> dict[str, Any]:
    is_open = row.state == AssessmentState.CAUSE
    cause = RootCause.objects.filter(assessment=row).select_related("by", "proposed_by").first()
    initial = {"statement": row.statement, "categories": row.categories, "not_found": row.not_found, "version": row.version}
    return {
        "cause_is_open": is_open,
        "whys": list(Why.objects.filter(assessment=row, withdrawn_at__isnull=True).select_related("by")),
        "cause": cause,
        "cause_standings": signatures_of(cause) if cause is not None else [],
        "why_form": bound.get("why_form") or forms.WhyForm(prefix="why"),
        "cause_form": bound.get("cause_form") or forms.CauseForm(prefix="cause", initial=initial),
        "may_work": may_work_on_matters(person) and is_open,
        "may_sign": may_approve_quality(person) and is_open and bool(row.statement) and row.proposed_by_id != person.pk,
    }


def walk_context(row: Assessment, person: Any, bound: dict[str, Any]) -> dict[str, Any]:
    if row.state == AssessmentState.CONCLUDED:
        return concluded_context(row, person)
    try:
        tree = assessing.contract_of(row).tree
        rows = assessing.given_answers(row)
        walked = walk(tree.tree, {question: given.answer for question, given in rows.items()})
    except DomainError as error:
        return {"hindered": error.message, "may_edit_contracts": may_edit_trees(person)}
    asked = walked.next_question
    initial = {"question": asked.id if asked else ""}
    return {
        "contract": assessing.contract_of(row),
        "version": tree,
        "walked": walked,
        "asked": asked,
        "number": len(walked.steps) + 1,
        "path": assessing.path_of(row, walked),
        "drawing": draw(tree.tree, walked),
        "answer_form": bound.get("answer_form") or forms.GivenAnswerForm(asked=asked, initial=initial),
        "may_assess": may_assess(person),
    }


def concluded_context(row: Assessment, person: Any) -> dict[str, Any]:
    conclusion = Conclusion.objects.select_related("by", "tree", "contract__project").get(assessment=row)
    outcome = assessing.outcome_of_conclusion(conclusion)
    settlement = Settlement.objects.filter(conclusion=conclusion).select_related("by").first()
    return {
        "conclusion": conclusion,
        "contract": conclusion.contract,
        "version": conclusion.tree,
        "outcome": outcome,
        "settlement": settlement,
        "path": conclusion.path,
        "drawing": draw(conclusion.tree.tree, walk(conclusion.tree.tree, {step["question"]: step["answer"] for step in conclusion.path})),
        "conclusion_standings": signatures_of(conclusion),
        "settlement_standings": signatures_of(settlement) if settlement is not None else [],
        "may_work_again": may_work_on_matters(person),
        "may_settle_shares": may_decide(person) and not outcome.is_settled and settlement is None,
    }


@page_for(may_work_on_matters)
@require_POST
def begin(request: HttpRequest, matter_id: int) -> HttpResponse:
    finding_cause.begin_assessment(by=me_of(request), matter_id=matter_or_nothing(matter_id).pk)
    return redirect("assessment:assessment", matter_id)


@page_for(may_work_on_matters)
def begin_again(request: HttpRequest, matter_id: int) -> HttpResponse:
    matter = matter_or_nothing(matter_id)
    page = matter_page(matter, "Assess it again", "Begin another assessment", "The one before stays as it is; costs are allocated by the last.")
    return send_form(
        request,
        page,
        forms.ReasonForm(sent(request)),
        lambda f: finding_cause.begin_assessment(by=me_of(request), matter_id=matter.pk, **f.cleaned_data),
        done="Another assessment is begun.",
        then=page.above_link,
    )


def matter_page(matter: Matter, title: str, submit: str, sentence: str = "", **more: Any) -> FormPage:
    return FormPage(title, f"Assessment of matter {matter.pk}", reverse("assessment:assessment", args=[matter.pk]), submit, sentence, **more)


@page_for(may_work_on_matters)
@require_POST
def give_why(request: HttpRequest, matter_id: int) -> HttpResponse:
    matter = matter_or_nothing(matter_id)
    row = assessment_or_nothing(matter)
    form = forms.WhyForm(request.POST, prefix="why")
    if form.is_valid():
        with errors_into(form):
            finding_cause.give_why(by=me_of(request), assessment_id=row.pk, **form.cleaned_data)
            return redirect(f"{row.get_absolute_url()}#whys")
    return assessment_page(request, matter, why_form=form)


@page_for(may_work_on_matters)
@require_POST
def take_back_why(request: HttpRequest, matter_id: int, why_id: int) -> HttpResponse:
    matter = matter_or_nothing(matter_id)
    if not Why.objects.filter(pk=why_id, assessment__matter=matter).exists():
        raise NotThere("There is no such why.")
    finding_cause.take_back_why(by=me_of(request), why_id=why_id)
    messages.info(request, "The last why is taken back.")
    return redirect("assessment:assessment", matter.pk)


@page_for(may_work_on_matters)
@require_POST
def propose(request: HttpRequest, matter_id: int) -> HttpResponse:
    matter = matter_or_nothing(matter_id)
    row = assessment_or_nothing(matter)
    form = forms.CauseForm(request.POST, prefix="cause")
    if form.is_valid():
        with errors_into(form):
            finding_cause.propose_cause(by=me_of(request), assessment_id=row.pk, **form.cleaned_data)
            messages.success(request, "The root cause is proposed. Somebody else, of quality, signs it.")
            return redirect(row)
    return assessment_page(request, matter, cause_form=form)


@page_for(may_approve_quality)
def sign_cause(request: HttpRequest, matter_id: int) -> HttpResponse:
    matter = matter_or_nothing(matter_id)
    row = assessment_or_nothing(matter)
    page = matter_page(
        matter, "Sign the root cause", "Sign the root cause", f"“{row.statement}” From then on it never changes, and it is asked who pays."
    )
    return send_form(
        request,
        page,
        forms.ApprovalForm(sent(request), initial={"version": version_of_assessment(row)}),
        lambda f: finding_cause.sign_cause(by=me_of(request), assessment_id=row.pk, proof=proof_in(request, f), version=f.cleaned_data["version"]),
        done="The root cause is signed.",
        then=page.above_link,
        version_now=lambda: version_of_assessment(row),
    )


@page_for(may_assess)
@require_POST
def give_answer(request: HttpRequest, matter_id: int) -> HttpResponse:
    matter = matter_or_nothing(matter_id)
    row = assessment_or_nothing(matter)
    asked = None if row.state != AssessmentState.WALK else assessing.walk_of(row).next_question
    form = forms.GivenAnswerForm(request.POST, asked=asked)
    if asked is None or request.POST.get("question") != asked.id:
        raise Conflict("That question is not the next one any more. Look at the path as it is now.")
    if form.is_valid():
        with errors_into(form):
            assessing.answer_question(by=me_of(request), assessment_id=row.pk, **form.cleaned_data)
            return redirect(f"{row.get_absolute_url()}#walk")
    return assessment_page(request, matter, answer_form=form)


@page_for(may_assess)
@require_POST
def take_back_answer(request: HttpRequest, matter_id: int) -> HttpResponse:
    row = assessment_or_nothing(matter_or_nothing(matter_id))
    assessing.take_back_answer(by=me_of(request), assessment_id=row.pk, question=request.POST.get("question", "")[:50])
    messages.info(request, "The answer is taken back, and those that followed it.")
    return redirect(f"{row.get_absolute_url()}#walk")


@page_for(may_assess)
def conclude(request: HttpRequest, matter_id: int) -> HttpResponse:
    matter = matter_or_nothing(matter_id)
    row = assessment_or_nothing(matter)
    outcome = assessing.walk_of(row).outcome if row.state == AssessmentState.WALK else None
    signed = f"“{outcome.text}”, with the path" if outcome is not None else "With the path"
    sentence = f"{signed} and the evidence at each step. From then on it never changes."
    page = matter_page(matter, "Conclude the assessment", "Sign the conclusion", sentence)
    return send_form(
        request,
        page,
        forms.ConclusionForm(sent(request), initial={"version": version_of_assessment(row)}),
        lambda f: assessing.conclude_assessment(
            by=me_of(request), assessment_id=row.pk, proof=proof_in(request, f), version=f.cleaned_data["version"]
        ),
        done="The assessment is concluded and signed.",
        then=page.above_link,
        version_now=lambda: version_of_assessment(row),
    )


@page_for(may_decide)
def settle(request: HttpRequest, matter_id: int) -> HttpResponse:
    matter = matter_or_nothing(matter_id)
    conclusion = Conclusion.objects.filter(assessment=assessment_or_nothing(matter)).first()
    if conclusion is None:
        raise Conflict("The assessment is not concluded, so there is nothing to settle.")
    found = conclusion.outcome["text"].rstrip(".")
    sentence = f"Concluded: “{found}”. What the laboratory found, or what was agreed, settles who bears it; the losing party pays the laboratory."
    page = matter_page(matter, "Settle the shares", "Sign the shares", sentence)
    return send_form(
        request,
        page,
        forms.SettlementForm(sent(request)),
        lambda f: assessing.settle_shares(
            by=me_of(request), conclusion_id=conclusion.pk, shares=f.shares(), evidence=f.cleaned_data["evidence"], proof=proof_in(request, f)
        ),
        done="The shares are settled and signed.",
        then=page.above_link,
    )


@page_for(may_see_plant)
@require_GET
def contracts(request: HttpRequest, project_id: int) -> HttpResponse:
    project = project_or_nothing(project_id)
    context = {"project": project, "contracts": list(Contract.objects.of(project).select_related("by")), "may_edit": may_edit_trees(me_of(request))}
    return render(request, "matters/trees/contracts.html", context)


@page_for(may_edit_trees)
def new_contract(request: HttpRequest, project_id: int) -> HttpResponse:
    project = project_or_nothing(project_id)
    versions = list(TreeVersion.objects.latest_first(project.site))
    form = forms.ContractForm(sent(request), versions=versions, currency=project.site.currency)
    sentence = f"New terms are a new contract; the old ones stay. Money in {project.site.currency}."
    page = FormPage(
        f"Enter a contract of {project.code}", "Contracts", reverse("assessment:contracts", args=[project.pk]), "Enter the contract", sentence
    )
    return send_form(
        request,
        page,
        form,
        lambda f: enter_contract(by=me_of(request), project_id=project.pk, **f.contract()),
        done=lambda contract: f"{str(contract).capitalize()} is entered, bound to {contract.tree}.",
        then=page.above_link,
    )
