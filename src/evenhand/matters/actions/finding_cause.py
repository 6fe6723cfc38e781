"""The root cause of a matter: a chain of whys with evidence, where it lies, and quality's signature, which opens the commercial side."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet

from evenhand.accounts.models import Person
from evenhand.accounts.permissions import may_approve_quality, may_work_on_matters, require
from evenhand.matters import events
from evenhand.matters.actions.contracts import contract_for
from evenhand.matters.as_seen import must_be_as_seen, version_of_assessment
from evenhand.matters.models import Assessment, AssessmentState, Ishikawa, Matter, RootCause, Why
from evenhand.matters.site_clock import moment_now
from evenhand.matters.story import tell
from evenhand.plant.fitting import fit_text
from evenhand.records.editing import change, enter, locked, must_be_current
from evenhand.records.errors import Conflict, Invalid, NotAllowed
from evenhand.records.models import Meaning
from evenhand.records.people import Actor
from evenhand.records.signatures import Proof, sign

LEAST_WHYS = 2
MOST_WHYS = 20
LONGEST = 2000
NO_CAUSE = frozenset({"human error", "operator error", "human failure", "human mistake", "operator mistake", "error by the operator", "mistake"})
HUMAN_ERROR = (
    "Human error alone closes nothing. Say what let it happen or led to it: something in the method, machine, material, measurement or environment, "
    "with its evidence."
)


def begin_assessment(*, by: Actor, matter_id: int, reason: str = "") -> Assessment:
    """The first of a matter; or, with a reason, another one after the last was concluded."""
    require(by, may_work_on_matters, "assess matters")
    with transaction.atomic():
        matter = locked(Matter, matter_id, "site")
        last = Assessment.objects.of(matter).first()
        if last is not None and last.state != AssessmentState.CONCLUDED:
            raise Conflict(f"{str(last).capitalize()} is not concluded yet; go on with that.")
        if last is not None and not reason.strip():
            raise Invalid("Must have a reason: the matter was assessed already.", field="reason")
        assessment = Assessment(matter=matter, number=1 if last is None else last.number + 1, by_id=by.pk, began_at=moment_now(matter.site))
        return enter(by=by, event=events.ASSESSMENT_BEGUN, record=assessment, reason=reason)


def assessment_in(assessment_id: int, *states: AssessmentState) -> Assessment:
    """Locked, and in one of these states; the refusal says what it is in."""
    found = locked(Assessment, assessment_id, "matter__site", "matter__project", "contract__tree")
    if found.state not in states:
        if found.state == AssessmentState.CAUSE:
            raise Conflict("Quality has not signed the root cause yet. Who pays is asked after that, and apart from it.")
        if found.state == AssessmentState.WALK:
            raise Conflict("The root cause is signed and never changes again. Conclude this assessment; another one can be begun with a reason.")
        raise Conflict("The assessment is concluded and never changes again; another one can be begun with a reason.")
    return found


def give_why(*, by: Actor, assessment_id: int, statement: str, category: str, evidence: str) -> Why:
    """The next link: why the one before was so."""
    require(by, may_work_on_matters, "give causes")
    if category not in Ishikawa.values:
        raise Invalid(f"Must be one of {', '.join(Ishikawa.values)}; is {category[:50]!r}.", field="category")
    with transaction.atomic():
        assessment = assessment_in(assessment_id, AssessmentState.CAUSE)
        if chain(assessment).count() >= MOST_WHYS:
            raise Invalid(f"A chain must have {MOST_WHYS} links at most.")
        why = Why(
            assessment=assessment,
            statement=fit_text(statement, "statement", most=LONGEST, least=1),
            category=category,
            evidence=fit_evidence(evidence),
            by_id=by.pk,
            at=moment_now(assessment.matter.site),
        )
        return enter(by=by, event=events.WHY_GIVEN, record=why)


def fit_evidence(text: str) -> str:
    fitted = text.replace("\0", " ").strip()
    if not 1 <= len(fitted) <= LONGEST:
        raise Invalid(
            f"Must name its evidence, such as a record, a result or a deviation, in 1 to {LONGEST} letters; has {len(fitted)}.", field="evidence"
        )
    return fitted


def chain(assessment: Assessment) -> QuerySet[Why]:
    return Why.objects.filter(assessment=assessment, withdrawn_at__isnull=True)


def take_back_why(*, by: Actor, why_id: int) -> Why:
    """The last link only: what follows from it would hang in the air."""
    require(by, may_work_on_matters, "take back causes")
    with transaction.atomic():
        why = locked(Why, why_id, "assessment")
        assessment = assessment_in(why.assessment_id, AssessmentState.CAUSE)
        last = chain(assessment).order_by("-pk").first()
        if last is None or last.pk != why.pk:
            raise Conflict("Only the last link of the chain can be taken back: what follows from another would hang in the air.")
        change(by=by, event=events.WHY_TAKEN_BACK, record=why, given={"withdrawn_at": moment_now(assessment.matter.site)})
    return why


def propose_cause(
    *, by: Actor, assessment_id: int, statement: str, categories: Sequence[str] = (), not_found: bool = False, version: int | None = None
) -> Assessment:
    """What the chain ends in. ``not_found``: the cause was looked for and not found; the statement says what was ruled out."""
    require(by, may_work_on_matters, "propose causes")
    for name in categories:
        if name not in Ishikawa.values:
            raise Invalid(f"Must be one of {', '.join(Ishikawa.values)}; is {name[:50]!r}.", field="categories")
    with transaction.atomic():
        assessment = assessment_in(assessment_id, AssessmentState.CAUSE)
        must_be_current(assessment, version)
        fitted = fit_text(statement, "statement", most=LONGEST, least=1)
        chosen = [] if not_found else sorted(set(categories), key=Ishikawa.values.index)
        must_be_a_cause(fitted, chosen, not_found=not_found)
        given = {"statement": fitted, "categories": chosen, "not_found": not_found, "proposed_by": by if isinstance(by, Person) else None}
        change(by=by, event=events.CAUSE_PROPOSED, record=assessment, given=given)
    return assessment


def must_be_a_cause(statement: str, categories: Sequence[str], *, not_found: bool) -> None:
    """Human error alone is none, neither as the category nor in the words."""
    if statement.lower().strip(" .!") in NO_CAUSE:
        raise Invalid(HUMAN_ERROR, field="statement")
    if not_found:
        return
    if not categories:
        raise Invalid("Must say where the cause lies, or that it was not found.", field="categories")
    if set(categories) == {Ishikawa.PEOPLE}:
        raise Invalid(HUMAN_ERROR, field="categories")


def sign_cause(*, by: Person, assessment_id: int, proof: Proof, version: int | None = None) -> RootCause:
    """Quality signs what is proposed, with its chain. From here on it never changes, and who pays may be asked. ``version``: as in `as_seen`."""
    require(by, may_approve_quality, "sign root causes")
    with transaction.atomic():
        assessment = assessment_in(assessment_id, AssessmentState.CAUSE)
        must_be_as_seen("The cause or its chain", version_of_assessment(assessment), version)
        whys = list(chain(assessment).order_by("pk"))
        must_be_signable(assessment, whys, by)
        cause = RootCause(
            assessment=assessment,
            statement=assessment.statement,
            categories=assessment.categories,
            not_found=assessment.not_found,
            whys=[{"statement": why.statement, "category": why.category, "evidence": why.evidence} for why in whys],
            proposed_by_id=assessment.proposed_by_id,
            by=by,
            at=moment_now(assessment.matter.site),
        )
        enter(by=by, event=events.CAUSE_SIGNED, record=cause)
        change(by=by, event=events.COMMERCE_OPENED, record=assessment, given={"state": AssessmentState.WALK} | bound_contract(assessment.matter))
        tell(
            by=by,
            matter=assessment.matter,
            kind="cause",
            sentence="The root cause was signed.",
            text=cause.statement,
            address=cause.get_absolute_url(),
        )
        sign(by=by, proof=proof, meaning=Meaning.APPROVED, subject=cause)
    return cause


def bound_contract(matter: Matter) -> dict[str, object]:
    """The contract of then, if there is one; otherwise it is looked for when the walk begins."""
    try:
        return {"contract": contract_for(matter)}
    except Conflict:
        return {}


def must_be_signable(assessment: Assessment, whys: Sequence[Why], by: Person) -> None:
    if not assessment.statement:
        raise Conflict("No root cause is proposed yet.")
    if assessment.proposed_by_id == by.pk:
        raise NotAllowed("Who proposed the root cause does not sign it; another of quality does.")
    if len(whys) < LEAST_WHYS:
        raise Conflict(f"The chain must have at least {LEAST_WHYS} whys, each with its evidence; has {len(whys)}.")
    must_be_a_cause(assessment.statement, assessment.categories, not_found=assessment.not_found)
    if not assessment.not_found and all(why.category == Ishikawa.PEOPLE for why in whys):
        raise Conflict(HUMAN_ERROR)
