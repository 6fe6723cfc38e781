"""What a decision comes to, in its own transaction: the plan, the money, the promise, and a matter for each project that is harmed."""

from __future__ import annotations

from math import ceil

from evenhand.matters.actions.contracts import contract_for
from evenhand.matters.actions.costs import delays_by, enter_cost, price_displacement
from evenhand.matters.actions.raise_matter import raise_matter
from evenhand.matters.costs.heads import CostHead
from evenhand.matters.deciding import Deciding
from evenhand.matters.models import Category, DecisionKind, Matter
from evenhand.matters.quality_holds import must_keep_holds
from evenhand.matters.story import notify_of, tell
from evenhand.plant.fitting import fit_money
from evenhand.portfolio.actions.budgets import move_budget_line
from evenhand.portfolio.actions.projects import stop_project
from evenhand.portfolio.actions.promises import move_promise
from evenhand.portfolio.actions.repeating import repeat_activities
from evenhand.portfolio.models import BudgetHead, Project, Promise
from evenhand.records.editing import LARGEST_ID
from evenhand.records.errors import Conflict, Invalid
from evenhand.schedules.actions.make_draft import kept_draft
from evenhand.schedules.actions.publish_revision import publish_revision
from evenhand.schedules.actions.take_variant import draft_of_variant, must_rest_on_current
from evenhand.schedules.bridge import read
from evenhand.schedules.models import Draft, DraftOrigin, VariantKind
from evenhand.schedules.storing import store_situation
from evenhand.schedules.variant_facts import FinishEffect, PromiseEffect

DAY_MINUTES = 1440


def change_the_plan(it: Deciding) -> None:
    """The option's plan as a draft, published in the same breath; with ``publish_now`` false the draft waits for a planner."""
    option = it.option
    if option is None or option.plan is None or option.snapshot is None or not changes_something(it):
        return
    must_keep_holds(it.matter, option.snapshot.situation, option.plan.plan)
    if option.kind == VariantKind.STOP:
        stop_project(by=it.by, project_id=project_of(it).pk, reason=because(it))
    it.draft = draft_with_repetition(it) if it.facts is not None and it.facts.repeats else draft_of_variant(by=it.by, variant=option)
    if it.given.publish_now:
        it.revision = publish_revision(draft=it.draft.pk, by=it.by, proof=it.proof, reason=because(it))


def draft_with_repetition(it: Deciding) -> Draft:
    """Work that is done once more is entered first: only then is there something that the plan can have."""
    option, site = it.option, it.matter.site
    assert option is not None and option.plan is not None and it.facts is not None
    must_rest_on_current(option)
    again = {repeat.activity: repeat.again for repeat in it.facts.repeats}
    repeat_activities(by=it.by, site=site, again=again, reason=because(it))
    now = read(site)
    return kept_draft(
        by=it.by,
        site=site,
        title=f"{option.title} ({it.facts.project})",
        origin=DraftOrigin.VARIANT,
        snapshot=store_situation(now.situation),
        plan=option.plan.plan,
        based_on=now.revision,
        run=option.run,
        harms=not it.facts.is_harmless,
    )


def because(it: Deciding) -> str:
    """The reason that the records of what follows have."""
    return f"{it.name[0].upper()}{it.name[1:]}: {it.reason}"[:2000]


def changes_something(it: Deciding) -> bool:
    assert it.option is not None
    return it.option.kind == VariantKind.STOP or (it.facts is not None and bool(it.facts.moved or it.facts.repeats))


def project_of(it: Deciding) -> Project:
    if it.matter.project is None:
        raise Conflict(f"Matter {it.matter.pk} is about no project. Name its project first, under Change on the matter's page.")
    return it.matter.project


def move_money(it: Deciding) -> None:
    """Budget is added under one head; what levers cost is entered as labour."""
    if it.kind == DecisionKind.ADD_BUDGET:
        if it.given.amount is None:
            raise Invalid("Must have the amount that is added, such as 25,000.00.", field="amount")
        head = it.given.head or BudgetHead.OTHER.value
        if head not in BudgetHead.values:
            raise Invalid(f"Must be one of {', '.join(BudgetHead.values)}; is {head[:50]!r}.", field="head")
        amount = fit_money(it.given.amount, "amount", least=1)
        move_budget_line(by=it.by, project_id=project_of(it).pk, head=head, approved_by=amount, reason=because(it))
        it.comes_to |= {"amount": amount, "head": head}
    elif it.given.amount is not None:
        raise Invalid("Only the decision “add budget” has an amount.", field="amount")
    if it.option is not None and it.facts is not None and it.facts.cost and it.facts.levers:
        note, evidence = f"{it.option.title}: {it.name}", f"Option “{it.option.title}” of run {it.option.run_id}: {', '.join(it.facts.levers)}"
        enter_cost(by=it.by, matter_id=it.matter.pk, head=CostHead.LABOUR.value, amount=it.facts.cost, note=note, evidence=evidence[:5000])


def price_waiting(it: Deciding) -> None:
    """What it costs that others wait by the revision that was published, at the contract's rate of a day."""
    if it.revision is None or it.matter.project is None or not any(delay.minutes > 0 for delay in delays_by(it.revision, it.matter.project)):
        return
    try:
        contract_for(it.matter)
    except Conflict as missing:
        tell(by=it.by, matter=it.matter, kind="costs", sentence="That others wait is not priced yet.", text=str(missing), at=it.at)
        return
    price_displacement(by=it.by, matter_id=it.matter.pk, revision=it.revision.number)


def accept_delay(it: Deciding) -> None:
    """The promise that is accepted to be later: the one named, or the project's only one; to the day given, or the option's."""
    if it.kind != DecisionKind.ACCEPT_DELAY:
        if it.given.due is not None:
            raise Invalid("Only the decision “accept delay” moves a promise.", field="due")
        return
    promise = promise_of(it)
    due = it.given.due
    if due is None and it.facts is not None and it.facts.later is not None:
        due = it.matter.site.scale.wall(it.facts.later)
    if due is None:
        raise Invalid("Must have the day that is promised from now on, or an option that computed one.", field="due")
    if due <= promise.due:
        raise Invalid(f"Must be later than what is promised now, {promise.due:%d %b %Y %H:%M}; is {due:%d %b %Y %H:%M}.", field="due")
    was = promise.due
    move_promise(by=it.by, promise_id=promise.pk, due=due, reason=because(it))
    it.comes_to |= {"promise_id": promise.pk, "promise_was": was, "promise_due": due}


def promise_of(it: Deciding) -> Promise:
    own = Promise.objects.filter(activity__project=project_of(it), withdrawn_at__isnull=True)
    if it.given.promise_id is not None:
        found = own.filter(pk=it.given.promise_id).first() if 0 < it.given.promise_id <= LARGEST_ID else None
        if found is None:
            raise Invalid(f"Must be a promise of {project_of(it).code}.", field="promise")
        return found
    promises = list(own[:2])
    if len(promises) != 1:
        raise Invalid(
            f"Must name one of the promises of {project_of(it).code}." if promises else f"{project_of(it).code} has no promise.", field="promise"
        )
    return promises[0]


def harm_lines(it: Deciding, project: Project) -> list[PromiseEffect | FinishEffect]:
    if it.facts is None:
        return []
    promised = [line for line in it.facts.harmed if line.project_key == project.pk]
    return [*promised, *(line for line in it.facts.finishing_later if line.project_key == project.pk)]


def days_of(it: Deciding, line: PromiseEffect | FinishEffect) -> int:
    """Started days by which it is later than it may be."""
    slots = line.harm if isinstance(line, PromiseEffect) else line.after - line.before
    return ceil(slots * it.matter.site.slot_minutes / DAY_MINUTES)


def line_in_words(it: Deciding, line: PromiseEffect | FinishEffect) -> str:
    days = days_of(it, line)
    later = f"{days} day{'' if days == 1 else 's'} later" if days else "no later"
    if isinstance(line, FinishEffect) or line.chance_before is None or line.chance_after is None:
        return f"{line.name}: {later}"
    return f"{line.name}: {later}, chance {line.chance_before:.0%} before and {line.chance_after:.0%} after"


def raise_for_harmed(it: Deciding, project: Project) -> Matter:
    """Each harmed project has its own matter, so that somebody sees to it, on a clock."""
    lines = harm_lines(it, project)
    told = "\n".join(line_in_words(it, line) for line in lines)
    made = raise_matter(
        by=it.by,
        site=it.matter.site,
        category=Category.TIMELINE,
        statement=f"{project.code} is harmed by {it.name}\n{told}\n{it.by.printed_name} decided it, because: {it.reason}"[:5000],
        project_id=project.pk,
        days_at_stake=max((days_of(it, line) for line in lines), default=None),
    )
    sentence = f"It comes from {it.name}."
    tell(by=it.by, matter=made, kind="linked", sentence=sentence, address=it.matter.get_absolute_url())
    tell(
        by=it.by,
        matter=it.matter,
        kind="harm",
        sentence=f"{project.code} is harmed: matter {made.pk} was raised for it.",
        text=told,
        address=made.get_absolute_url(),
        at=it.at,
    )
    notify_of(made, by=it.by, people=[project.manager], kind="harmed", sentence=f"{it.name} harms {project.code}.", is_grave=True)
    return made
