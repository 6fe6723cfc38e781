"""The forms of the tree, the assessment and the ledger: each is sent to one action."""

from __future__ import annotations

from typing import Any

from django import forms

from evenhand.matters.costs.caps import Cap
from evenhand.matters.costs.heads import HEAD_NAMES, CostHead
from evenhand.matters.costs.money import Money
from evenhand.matters.costs.shares import PARTY_NAMES, Party, Shares, hundredths
from evenhand.matters.models import Ishikawa, TreeVersion
from evenhand.matters.tree.parts import MEANINGS, NOWHERE, OutcomeKind, Question, Tree
from evenhand.plant.form_fields import MoneyField, VersionField, reason_field
from evenhand.records.errors import Invalid
from evenhand.records.forms import DayField

KINDS = [(kind.value, MEANINGS[kind]) for kind in OutcomeKind]
ENTERED_HEADS = [(head.value, HEAD_NAMES[head]) for head in CostHead if head is not CostHead.DISPLACEMENT]


def password_field(meaning: str) -> forms.CharField:
    return forms.CharField(
        label="Your password",
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text=f"You sign: {meaning}.",
    )


def text_field(label: str, *, rows: int = 2, most: int = 2000, required: bool = True, hint: str = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=required, widget=forms.Textarea(attrs={"rows": rows}), help_text=hint)


def share_field(label: str, *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=10,
        required=required,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text="In per cent, such as 33.33.",
    )


class NewTreeForm(forms.Form):
    name = forms.CharField(label="Name", max_length=200, help_text="What it is for, such as: agreements from 2027 on.")
    begin_with = forms.ChoiceField(label="Begin with")

    def __init__(self, *args: Any, versions: list[TreeVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        copies = [(str(version.number), f"{version}: {version.name}") for version in versions]
        self.fields["begin_with"].choices = [*copies, ("usual", "the usual tree"), ("empty", "an empty one")]  # type: ignore[attr-defined]


class LeadsForm(forms.Form):
    """``leads``: the name of its field for where an answer leads."""

    leads = "leads_to"

    def __init__(self, *args: Any, tree: Tree, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcomes = [(outcome.id, outcome.text) for outcome in tree.outcomes]
        questions = [(question.id, question.text) for question in tree.questions]
        self.fields[self.leads].choices = [(NOWHERE, "nowhere yet"), ("Outcomes", outcomes), ("Questions", questions)]  # type: ignore[attr-defined]


class QuestionForm(LeadsForm):
    leads = "unknown_leads_to"
    text = forms.CharField(
        label="Question", max_length=500, help_text="One that can be answered from records, such as: Did equipment of the CMO fail?"
    )
    hint = forms.CharField(label="What to look at", max_length=500, required=False)
    unknown_leads_to = forms.ChoiceField(label="Where it is unknown, go on at", required=False)
    is_first = forms.BooleanField(label="It is asked first", required=False)
    version = VersionField()


class NewQuestionForm(LeadsForm):
    leads = "unknown_leads_to"
    text = QuestionForm.base_fields["text"]
    hint = QuestionForm.base_fields["hint"]
    unknown_leads_to = QuestionForm.base_fields["unknown_leads_to"]
    version = VersionField()


class AnswerForm(LeadsForm):
    text = forms.CharField(label="Answer", max_length=500)
    leads_to = forms.ChoiceField(label="Leads to", required=False)
    version = VersionField()


class OutcomeForm(forms.Form):
    text = forms.CharField(label="Outcome", max_length=500, help_text="As it stands in the drawing, such as: The CMO pays.")
    kind = forms.ChoiceField(label="Means", choices=KINDS)
    cmo_share = share_field("The CMO's share, if both bear it")
    sponsor_share = share_field("The sponsor's share, if both bear it")
    version = VersionField()

    def outcome(self) -> dict[str, Any]:
        """For the tree; without shares, they are agreed for each matter."""
        given = self.cleaned_data
        return {
            "text": given["text"],
            "kind": OutcomeKind(given["kind"]),
            "shares": shares_of(given) if given["cmo_share"] or given["sponsor_share"] else None,
        }


def shares_of(given: dict[str, Any]) -> Shares:
    return Shares(hundredths(given["cmo_share"], "cmo_share"), hundredths(given["sponsor_share"], "sponsor_share"))


class SampleForm(forms.Form):
    name = forms.CharField(label="Keep it as a sample named", max_length=200, help_text="Such as a case of last year, and who paid then.")
    expects = forms.ChoiceField(label="It must reach")

    def __init__(self, *args: Any, tree: Tree, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expects"].choices = [(outcome.id, outcome.text) for outcome in tree.outcomes]  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    reason = reason_field()


class SignedReasonForm(forms.Form):
    reason = reason_field()
    password = password_field("I approve this")
    version = VersionField()


class DecidedReasonForm(forms.Form):
    reason = reason_field()
    password = password_field("I decided this")
    version = VersionField()


class ApprovalForm(forms.Form):
    password = password_field("I approve this")
    version = VersionField()


class ConclusionForm(forms.Form):
    password = password_field("I decided this")
    version = VersionField()


class WhyForm(forms.Form):
    statement = text_field("Because")
    category = forms.ChoiceField(label="Where it lies", choices=[("", "Choose"), *Ishikawa.choices])
    evidence = text_field("Evidence", hint="The record, result or deviation that shows it, such as: batch record 17, step 12.")


class CauseForm(forms.Form):
    statement = text_field("The root cause", hint="Human error alone is none: what let it happen, or led to it?")
    categories = forms.MultipleChoiceField(label="Where it lies", choices=Ishikawa.choices, required=False, widget=forms.CheckboxSelectMultiple)
    not_found = forms.BooleanField(label="It was looked for and not found", required=False, help_text="The text then says what was ruled out.")
    version = VersionField()


class GivenAnswerForm(forms.Form):
    question = forms.CharField(max_length=40, widget=forms.HiddenInput)
    answer = forms.ChoiceField(widget=forms.RadioSelect)
    evidence = text_field("Evidence", rows=3, required=False, hint="The record, result or letter that shows it. The unknown needs none.")

    def __init__(self, *args: Any, asked: Question | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if asked is not None:
            self.fields["answer"].choices = [(answer.id, answer.text) for answer in asked.answers]  # type: ignore[attr-defined]
            self.fields["answer"].label = asked.text


class TakeBackAnswerForm(forms.Form):
    question = forms.CharField(max_length=40)


class SettlementForm(forms.Form):
    cmo_share = share_field("The CMO's share", required=True)
    sponsor_share = share_field("The sponsor's share", required=True)
    evidence = text_field("Evidence", hint="The laboratory's report, or the agreement.")
    password = password_field("I decided this")

    def shares(self) -> Shares:
        return shares_of(self.cleaned_data)


class CostForm(forms.Form):
    head = forms.ChoiceField(label="Head", choices=ENTERED_HEADS)
    amount = MoneyField(label="Amount")
    note = forms.CharField(label="For what", max_length=500)
    evidence = text_field("Evidence", hint="The invoice, the time sheets, the stock record.")


class DisplacementForm(forms.Form):
    revision = forms.TypedChoiceField(label="Revision", coerce=int, help_text="The published plan by which others wait.")

    def __init__(self, *args: Any, revisions: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["revision"].choices = revisions  # type: ignore[attr-defined]


class ChangeOrderForm(forms.Form):
    title = forms.CharField(label="Title", max_length=200)
    text = text_field(
        "To the sponsor", rows=6, most=5000, hint="What happened, what is done, and why it is theirs to bear. The amounts stand below it."
    )
    days = forms.IntegerField(label="Days by which the promise moves", min_value=-3650, max_value=3650, initial=0)


class WordingForm(ChangeOrderForm):
    version = VersionField()


class SendForm(forms.Form):
    sent_to = forms.CharField(label="Sent to", max_length=300, help_text="Who at the sponsor, and how.")


class SponsorAnswerForm(forms.Form):
    answer = text_field("Where the answer is", hint="Such as: signed copy of 3 March 2027.")


class ContractForm(forms.Form):
    """``cap_<head>`` for each head, and ``cap_in_all``."""

    tree_number = forms.TypedChoiceField(label="Version of the decision tree", coerce=int)
    reference = forms.CharField(label="Where the signed contract is", max_length=300)
    agreed_on = DayField(label="Agreed on", help_text="It decides about matters that are raised from then on.")
    day_rate = MoneyField(label="Rate of a day that another project waits")
    capped = forms.ChoiceField(label="Caps are for", choices=[(party.value, PARTY_NAMES[party]) for party in Party])
    cap_in_all = MoneyField(label="Bears at most in all", required=False)

    def __init__(self, *args: Any, versions: list[TreeVersion], currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency
        self.fields["tree_number"].choices = [(version.number, f"{version}: {version.name}") for version in versions]  # type: ignore[attr-defined]
        for head in CostHead:
            self.fields[cap_name(head)] = MoneyField(label=f"Bears at most for {HEAD_NAMES[head]}", required=False)

    def contract(self) -> dict[str, Any]:
        given = self.cleaned_data
        party = Party(given["capped"])
        amounts = {None: given["cap_in_all"]} | {head: given[cap_name(head)] for head in CostHead}
        caps = [Cap(party, head, Money(most, self.currency)) for head, most in amounts.items() if most is not None]
        return {name: given[name] for name in ("tree_number", "reference", "agreed_on", "day_rate")} | {"caps": caps}


def cap_name(head: CostHead) -> str:
    return f"cap_{head.value.replace(' ', '_')}"


def answers_in(query: Any, tree: Tree) -> dict[str, str]:
    """The answers of an address such as ?mistake=no&followed=yes, as far as the tree knows them."""
    found = {}
    for question in tree.questions:
        given = query.get(f"a-{question.id}")
        if given is not None:
            try:
                found[question.id] = question.answer(given).id
            except Invalid:
                continue
    return found
