"""The forms of the production meetings: each is sent to one action."""

from __future__ import annotations

from typing import Any

from django import forms

from evenhand.accounts.models import Person
from evenhand.matters.forms import of_the_plant
from evenhand.matters.models import Matter
from evenhand.matters.site_clock import moment_of_wall
from evenhand.meetings.models import MeetingKind
from evenhand.plant.form_fields import VersionField, WallField, reason_field
from evenhand.plant.models import Site
from evenhand.portfolio.models import Project
from evenhand.records.forms import DayField


def person_field(label: str, *, required: bool = True, empty: str = "nobody yet") -> forms.ModelChoiceField:
    return forms.ModelChoiceField(Person.objects.none(), label=label, required=required, empty_label=empty)


class PeopleForm(forms.Form):
    """Whoever is chosen works at the plant."""

    people: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.people:
            self.fields[name].queryset = of_the_plant()  # type: ignore[attr-defined]

    def key(self, name: str) -> int | None:
        person = self.cleaned_data[name]
        return None if person is None else int(person.pk)


class PlanForm(PeopleForm):
    planned_for = WallField(label="When", help_text="On the site's clocks.")
    kind = forms.ChoiceField(
        label="Which", choices=[(k.value, k.label.capitalize()) for k in MeetingKind], widget=forms.RadioSelect, initial="weekly"
    )
    chair = person_field("Chair", required=False, empty="whoever begins it")
    people = ("chair",)

    def planned(self, site: Site) -> Any:
        return moment_of_wall(site, self.cleaned_data["planned_for"])


class MoveForm(PlanForm):
    kind = None  # type: ignore[assignment]
    reason = reason_field()
    version = VersionField()


class CallOffForm(forms.Form):
    reason = reason_field()
    version = VersionField()


class ChairForm(PeopleForm):
    to = person_field("To whom", empty="choose")
    people = ("to",)


class JoinForm(PeopleForm):
    person = person_field("Who", empty="choose")
    people = ("person",)


class PutForm(forms.Form):
    matter = forms.ModelChoiceField(Matter.objects.none(), label="Matter", empty_label="choose")

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["matter"].queryset = Matter.objects.filter(site=site).open()  # type: ignore[attr-defined]


class SettleForm(forms.Form):
    settlement = forms.CharField(label="How it was settled", max_length=5000, widget=forms.Textarea(attrs={"rows": 3, "data-takes-focus": ""}))
    version = VersionField()


class NotNeededForm(forms.Form):
    reason = forms.CharField(
        label="Why no decision is needed",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3, "data-takes-focus": ""}),
        help_text="The matter stays open, and its clock runs on.",
        error_messages={"required": "Say why, such as: the laboratory has the result tomorrow."},
    )
    version = VersionField()


class CarryForm(PeopleForm):
    missing = forms.CharField(
        label="What is missing",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2, "data-takes-focus": ""}),
        error_messages={"required": "Say what is missing, such as: the HPLC of batch 2."},
    )
    prepares = person_field("Who brings it", empty="choose")
    to = DayField(label="Carried over to")
    version = VersionField()
    people = ("prepares",)


class RemarkForm(forms.Form):
    remark = forms.CharField(label="What was said", required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3, "data-takes-focus": ""}))
    version = VersionField()


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label="Why it is declined",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3, "data-takes-focus": ""}),
        help_text="It does not come back. Whoever asked can be told why.",
    )
    version = VersionField()


class NoteForm(PeopleForm):
    """Owner and date may follow, and must before the meeting is closed."""

    what = forms.CharField(label="What is to be done", max_length=500)
    owner = person_field("By whom", required=False)
    due_on = DayField(label="By the end of", required=False)
    people = ("owner",)


class AssignForm(PeopleForm):
    owner = person_field("By whom", empty="choose")
    due_on = DayField(label="By the end of")
    version = VersionField()
    people = ("owner",)


class CorrectForm(forms.Form):
    project = forms.ModelChoiceField(Project.objects.none(), label="Project", required=False, empty_label="no project")
    minutes = forms.IntegerField(label="Minutes spent", min_value=0, max_value=24 * 60)
    reason = reason_field()

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["project"].queryset = Project.objects.filter(site=site).order_by("code")  # type: ignore[attr-defined]


class CloseForm(forms.Form):
    password = forms.CharField(
        label="Your password",
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text="You sign the minutes: I approve this.",
    )
    version = VersionField()
