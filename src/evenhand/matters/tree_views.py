"""Versions and drafts of the decision tree: the list, the drawing, the editor, the try-out, putting in force."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from evenhand.accounts.form_pages import FormPage, me_of, send_form
from evenhand.accounts.guards import page_for
from evenhand.accounts.permissions import may_decide, may_edit_trees, may_see_plant
from evenhand.matters import assessment_forms as forms
from evenhand.matters.actions import trees as actions
from evenhand.matters.models import TreeDraft, TreeDraftState, TreeVersion
from evenhand.matters.tree import editing
from evenhand.matters.tree.drawing import draw
from evenhand.matters.tree.faults import faults
from evenhand.matters.tree.parts import Tree
from evenhand.matters.tree.proof import Proof, prove
from evenhand.matters.tree.samples import sample_from_json, tried_out
from evenhand.matters.tree.walk import Walk, walk
from evenhand.plant.form_views import row_or_nothing, sent, version_of
from evenhand.plant.queries import site_or_nothing, the_site
from evenhand.records.errors import NotThere
from evenhand.records.forms import errors_into, status_of
from evenhand.records.signatures import reauthenticate, signatures_of


@page_for(may_see_plant)
@require_GET
def trees(request: HttpRequest) -> HttpResponse:
    site = the_site()
    if site is None:
        return render(request, "matters/trees/trees.html", {"versions": [], "drafts": [], "may_edit": False})
    context = {
        "versions": list(TreeVersion.objects.latest_first(site).prefetch_related("contracts__project")),
        "drafts": list(TreeDraft.objects.filter(site=site, state=TreeDraftState.OPEN).select_related("by", "follows")),
        "may_edit": may_edit_trees(me_of(request)),
    }
    return render(request, "matters/trees/trees.html", context)


@page_for(may_edit_trees)
def new_tree(request: HttpRequest) -> HttpResponse:
    site = site_or_nothing()
    form = forms.NewTreeForm(sent(request), versions=list(TreeVersion.objects.latest_first(site)))
    page = FormPage("Write a version of the decision tree", "Decision tree", reverse("assessment:trees"), "Begin the draft")
    return send_form(
        request,
        page,
        form,
        lambda f: actions.draft_tree(by=me_of(request), site=site, **f.cleaned_data),
        done="The draft is begun. Change it, try it out, and have it put in force.",
        then=lambda draft: draft.get_absolute_url(),
    )


@page_for(may_see_plant)
@require_GET
def tree_version(request: HttpRequest, number: int) -> HttpResponse:
    version = TreeVersion.objects.filter(number=number).select_related("by", "draft__by").first() if number < 2**31 else None
    if version is None:
        raise NotThere("There is no such version of the decision tree.")
    combinations = int(version.proof["combinations"])
    context = {
        "version": version,
        "drawing": draw(version.tree),
        "tree": version.tree,
        "samples": [tried_out(version.tree, sample_from_json(item)) for item in version.samples],
        "standings": signatures_of(version),
        "combinations": combinations,
        "counts": counts_of(version.tree, {name: int(count) for name, count in version.proof["by_outcome"].items()}, combinations),
        "contracts": version.contracts.select_related("project"),
        "may_edit": may_edit_trees(me_of(request)),
    }
    return render(request, "matters/trees/version.html", context)


def counts_of(tree: Tree, by_outcome: dict[str, int], combinations: int) -> list[tuple[Any, int, float]]:
    """Each outcome, how many combinations reach it, and what share of all that is."""
    return [(outcome, by_outcome.get(outcome.id, 0), by_outcome.get(outcome.id, 0) / combinations) for outcome in tree.outcomes]


@page_for(may_see_plant)
@require_GET
def tree_draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    draft = row_or_nothing(TreeDraft, draft_id, "by", "follows")
    if draft.state == TreeDraftState.IN_FORCE:
        return redirect(draft.put_in_force_as)
    tree, person = draft.tree, me_of(request)
    wrong = faults(tree)
    proved = prove(tree) if not wrong else None
    is_open = draft.state == TreeDraftState.OPEN
    context = {
        "draft": draft,
        "tree": tree,
        "drawing": draw(tree),
        "faults": wrong,
        "proved": proved if isinstance(proved, Proof) else None,
        "samples": [(tried_out(tree, sample_from_json(item)), sample_query(item)) for item in draft.samples],
        "may_edit": may_edit_trees(person) and is_open,
        "may_put_in_force": may_decide(person) and is_open and draft.by_id != person.pk,
    }
    return render(request, "matters/trees/draft.html", context)


def sample_query(item: dict[str, Any]) -> str:
    return urlencode({f"a-{question}": answer for question, answer in item["answers"].items()})


def open_draft(draft_id: int) -> TreeDraft:
    draft = row_or_nothing(TreeDraft, draft_id)
    if draft.state != TreeDraftState.OPEN:
        raise NotThere("There is no such draft any more.")
    return draft


def draft_page(draft: TreeDraft, title: str, submit: str, sentence: str = "", **more: Any) -> FormPage:
    return FormPage(title, str(draft).capitalize(), draft.get_absolute_url(), submit, sentence, **more)


def send_edit(request: HttpRequest, draft: TreeDraft, page: FormPage, form: Any, edit: Any) -> HttpResponse:
    """``edit``: what is sent, as a change of the tree."""
    return send_form(
        request,
        page,
        form,
        lambda f: actions.change_tree(by=me_of(request), draft_id=draft.pk, edit=edit(f), version=f.cleaned_data["version"]),
        done="Changed, and recorded.",
        then=draft.get_absolute_url(),
        version_now=version_of(draft),
    )


@page_for(may_edit_trees)
def new_question(request: HttpRequest, draft_id: int) -> HttpResponse:
    draft = open_draft(draft_id)

    def edit(form: Any) -> Any:
        given = form.cleaned_data
        return partial(editing.with_question, text=given["text"], hint=given["hint"], unknown_leads_to=given["unknown_leads_to"])

    form = forms.NewQuestionForm(sent(request), tree=draft.tree, initial={"version": draft.version})
    return send_edit(request, draft, draft_page(draft, "Enter a question", "Enter the question"), form, edit)


@page_for(may_edit_trees)
def question(request: HttpRequest, draft_id: int, question_id: str) -> HttpResponse:
    draft = open_draft(draft_id)
    row = editing.question_of(draft.tree, question_id)

    def edit(form: Any) -> Any:
        given = {name: form.cleaned_data[name] for name in ("text", "hint", "unknown_leads_to", "is_first")}
        return lambda tree: editing.with_question_changed(tree, question_id, **given)

    initial = {
        "text": row.text,
        "hint": row.hint,
        "unknown_leads_to": row.answers[-1].leads_to,
        "is_first": draft.tree.first == row.id,
        "version": draft.version,
    }
    form = forms.QuestionForm(sent(request), tree=draft.tree, initial=initial)
    return send_edit(request, draft, draft_page(draft, "Change a question", "Change the question"), form, edit)


@page_for(may_edit_trees)
def new_answer(request: HttpRequest, draft_id: int, question_id: str) -> HttpResponse:
    draft = open_draft(draft_id)
    row = editing.question_of(draft.tree, question_id)

    def edit(form: Any) -> Any:
        given = {name: form.cleaned_data[name] for name in ("text", "leads_to")}
        return lambda tree: editing.with_answer(tree, question_id, **given)

    form = forms.AnswerForm(sent(request), tree=draft.tree, initial={"version": draft.version})
    return send_edit(request, draft, draft_page(draft, "Enter an answer", "Enter the answer", f"To: {row.text}"), form, edit)


@page_for(may_edit_trees)
def answer(request: HttpRequest, draft_id: int, question_id: str, answer_id: str) -> HttpResponse:
    draft = open_draft(draft_id)
    row = editing.question_of(draft.tree, question_id)
    old = row.answer(answer_id)

    def edit(form: Any) -> Any:
        given = {name: form.cleaned_data[name] for name in ("text", "leads_to")}
        return lambda tree: editing.with_answer_changed(tree, question_id, answer_id, **given)

    form = forms.AnswerForm(sent(request), tree=draft.tree, initial={"text": old.text, "leads_to": old.leads_to, "version": draft.version})
    return send_edit(request, draft, draft_page(draft, "Change an answer", "Change the answer", f"To: {row.text}"), form, edit)


@page_for(may_edit_trees)
def new_outcome(request: HttpRequest, draft_id: int) -> HttpResponse:
    draft = open_draft(draft_id)
    form = forms.OutcomeForm(sent(request), initial={"version": draft.version})
    page = draft_page(draft, "Enter an outcome", "Enter the outcome", "Shares that are left open are agreed for each matter.")
    return send_edit(request, draft, page, form, lambda f: partial(editing.with_outcome, **f.outcome()))


@page_for(may_edit_trees)
def outcome(request: HttpRequest, draft_id: int, outcome_id: str) -> HttpResponse:
    draft = open_draft(draft_id)
    row = editing.outcome_of(draft.tree, outcome_id)
    shares = {} if row.shares is None else {"cmo_share": f"{row.shares.cmo / 100:g}", "sponsor_share": f"{row.shares.sponsor / 100:g}"}
    form = forms.OutcomeForm(sent(request), initial={"text": row.text, "kind": row.kind.value, "version": draft.version, **shares})

    def edit(f: Any) -> Any:
        given = f.outcome()
        return lambda tree: editing.with_outcome_changed(tree, outcome_id, **given)

    page = draft_page(draft, "Change an outcome", "Change the outcome", "Shares that are left open are agreed for each matter.")
    return send_edit(request, draft, page, form, edit)


@page_for(may_edit_trees)
@require_POST
def remove(request: HttpRequest, draft_id: int) -> HttpResponse:
    """A question, an answer or an outcome, as the form names it. What led to it leads nowhere then."""
    draft = open_draft(draft_id)
    of_question, of_answer, of_outcome = (request.POST.get(name, "")[:50] for name in ("question", "answer", "outcome"))

    def edit(tree: Tree) -> Tree:
        if of_outcome:
            return editing.without_outcome(tree, of_outcome)
        return editing.without_answer(tree, of_question, of_answer) if of_answer else editing.without_question(tree, of_question)

    actions.change_tree(by=me_of(request), draft_id=draft.pk, edit=edit)
    messages.success(request, "Removed, and recorded. What led to it leads nowhere now.")
    return redirect(draft)


@page_for(may_see_plant)
def try_out(request: HttpRequest, draft_id: int) -> HttpResponse:
    """A walk that is kept nowhere: the answers stand in the address. At its end it can be kept as a sample."""
    draft = open_draft(draft_id)
    tree = draft.tree
    answers = forms.answers_in(request.GET, tree)
    walked = walk(tree, answers)
    form = forms.SampleForm(sent(request), tree=tree, initial={"expects": walked.outcome.id if walked.outcome else ""})
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            on_path = {step.question.id: step.answer.id for step in walked.steps}
            actions.keep_sample(by=me_of(request), draft_id=draft.pk, answers=on_path, **form.cleaned_data)
            messages.success(request, "Kept as a sample.")
            return redirect(draft)
    context = {
        "draft": draft,
        "walked": walked,
        "steps": steps_with_ways_back(walked),
        "choices": choices_of(walked),
        "drawing": draw(tree, walked),
        "form": form,
        "may_edit": may_edit_trees(me_of(request)),
    }
    return render(request, "matters/trees/try_out.html", context, status=status_of(form))


def query_of(steps: tuple[Any, ...]) -> str:
    return urlencode({f"a-{step.question.id}": step.answer.id for step in steps})


def steps_with_ways_back(walked: Walk) -> list[tuple[Any, str]]:
    """Each step, and the address of the walk as it was before it."""
    return [(step, query_of(walked.steps[:place])) for place, step in enumerate(walked.steps)]


def choices_of(walked: Walk) -> list[tuple[Any, str]]:
    """Each answer to the next question, and the address of the walk with it."""
    if walked.next_question is None:
        return []
    before, asked = query_of(walked.steps), walked.next_question
    return [(item, f"{before}&" * bool(before) + urlencode({f"a-{asked.id}": item.id})) for item in asked.answers]


@page_for(may_edit_trees)
@require_POST
def drop_sample(request: HttpRequest, draft_id: int) -> HttpResponse:
    draft = actions.drop_sample(by=me_of(request), draft_id=open_draft(draft_id).pk, name=request.POST.get("name", "")[:200])
    messages.success(request, "The sample is removed.")
    return redirect(draft)


@page_for(may_edit_trees)
@require_POST
def discard(request: HttpRequest, draft_id: int) -> HttpResponse:
    draft = actions.discard_tree(by=me_of(request), draft_id=open_draft(draft_id).pk)
    messages.info(request, f"{str(draft).capitalize()} is discarded.")
    return redirect("assessment:trees")


@page_for(may_decide)
def put_in_force(request: HttpRequest, draft_id: int) -> HttpResponse:
    draft = open_draft(draft_id)

    def carry_out(form: Any) -> TreeVersion:
        person = me_of(request)
        proof = reauthenticate(person=person, password=form.cleaned_data["password"], request=request)
        given = {"reason": form.cleaned_data["reason"], "version": form.cleaned_data["version"]}
        return actions.put_tree_in_force(by=person, draft_id=draft.pk, proof=proof, **given)

    sentence = "Contracts can be bound to it from then on. It never changes; to correct it, put another version in force."
    return send_form(
        request,
        draft_page(draft, "Put the decision tree in force", "Sign and put it in force", sentence),
        forms.SignedReasonForm(sent(request), initial={"version": draft.version}),
        carry_out,
        done=lambda version: f"{str(version).capitalize()} is in force.",
        then=lambda version: version.get_absolute_url(),
        version_now=version_of(draft),
    )
