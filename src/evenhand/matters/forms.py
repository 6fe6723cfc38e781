from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from evenhand.accounts.models import Person
from evenhand.accounts.roles import PLANT_ROLES, Role
from evenhand.matters.actions.attach_files import KINDS, LARGEST, MEDIA_TYPES, File
from evenhand.matters.models import Category, Gravity, MailChoice, Matter, PauseReason, Stage, Tier
from evenhand.matters.site_clock import moment_of_wall
from evenhand.plant.form_fields import MinutesField, MoneyField, VersionField, WallField, reason_field
from evenhand.plant.models import Calendar, Site
from evenhand.portfolio.models import Activity, Project, ProjectState
from evenhand.records.forms import DayField

CATEGORIES = [
    (Category.FINANCIAL, "Financial: money is missing or lost"),
    (Category.TIMELINE, "Timeline: a date cannot be kept"),
    (Category.TECHNOLOGY, "Technology: the chemistry, a method or a unit does not do what it should"),
]
GRAVITIES = [
    (Gravity.ORDINARY, "Neither"),
    (Gravity.SAFETY, "Safety"),
    (Gravity.CRITICAL_QUALITY, "Critical quality"),
]


def of_the_plant(*roles: Role) -> Any:
    return Person.objects.filter(is_active=True, grants__role__in=roles or PLANT_ROLES).distinct()


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, each read as far as it may be long."""

    widget = FilesInput(attrs={"accept": ",".join(f".{kind}" for kind in MEDIA_TYPES)})

    def clean(self, data: Any, initial: Any = None) -> list[File]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if self.required and not given:
            raise forms.ValidationError(self.error_messages["required"])
        return [File(file.name or "", file.read(LARGEST + 1)) for file in given if isinstance(file, UploadedFile)]


class MatterForm(forms.Form):
    category = forms.ChoiceField(
        label="What is it about",
        choices=CATEGORIES,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one: money, a date, or the chemistry and what it is done with."},
    )
    statement = forms.CharField(
        label="What is the matter",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="The first line is its title, such as: Impurity of 0.4 % in batch 3.",
        error_messages={"required": "Say what went wrong or may, such as: Impurity of 0.4 % in batch 3."},
    )
    gravity = forms.ChoiceField(
        label="Does it touch safety or critical quality",
        choices=GRAVITIES,
        initial=Gravity.ORDINARY,
        widget=forms.RadioSelect,
        help_text="If so, it goes to senior management at once.",
    )
    days_at_stake = forms.IntegerField(label="Days it may cost", required=False, min_value=0, max_value=10_000)
    cost_at_stake = MoneyField(label="Money it may cost", required=False)


def going_on(site: Site) -> Any:
    return Project.objects.filter(site=site).exclude(state__in=(ProjectState.FINISHED, ProjectState.STOPPED)).order_by("code")


class RaiseForm(MatterForm):
    """Two answers are enough; the rest can follow."""

    project = forms.ModelChoiceField(Project.objects.none(), label="Project", required=False, empty_label="no project")
    activity = forms.ModelChoiceField(Activity.objects.none(), required=False, widget=forms.HiddenInput)
    files = FilesField(label="Files", required=False, help_text=f"{KINDS}, 10 MB each at most.")
    field_order = ("statement", "category", "gravity", "project", "days_at_stake", "cost_at_stake", "files", "activity")

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["project"].queryset = going_on(site)
        self.fields["activity"].queryset = Activity.objects.filter(project__site=site).select_related("project")
        self.fields["cost_at_stake"].label = f"Money it may cost, in {site.currency}"


class ChangeForm(MatterForm):
    """The project can be named where none was."""

    project = forms.ModelChoiceField(Project.objects.none(), label="Project", required=False, empty_label="no project")
    reason = reason_field()
    version = VersionField()
    field_order = ("category", "statement", "gravity", "project", "days_at_stake", "cost_at_stake", "reason")

    def __init__(self, *args: Any, matter: Matter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if matter.project_id is None:
            self.fields["project"].queryset = going_on(matter.site)
        else:
            del self.fields["project"]

    @property
    def given(self) -> dict[str, Any]:
        """As `change_matter` takes it."""
        project = self.cleaned_data.get("project")
        rest = {name: value for name, value in self.cleaned_data.items() if name != "project"}
        return {**rest, "project_id": None if project is None else project.pk}


class SettleForm(forms.Form):
    settlement = forms.CharField(
        label="How it was settled", max_length=5000, widget=forms.Textarea(attrs={"rows": 3}), help_text="It stays beside the matter for ever."
    )
    version = VersionField()


class EscalateForm(forms.Form):
    tier = forms.TypedChoiceField(label="To whom", coerce=int, widget=forms.RadioSelect)
    reason = reason_field(hint="What cannot wait, and what is asked for.")
    version = VersionField()

    def __init__(self, *args: Any, tier: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tier"].choices = [(t.value, t.label.capitalize()) for t in Tier if t > tier]
        self.fields["tier"].initial = Tier.SENIOR


class PauseForm(forms.Form):
    reason = forms.ChoiceField(label="Why", choices=[(r.value, r.label.capitalize()) for r in PauseReason], widget=forms.RadioSelect)
    note = forms.CharField(label="What exactly", max_length=500, help_text="Such as: HPLC of sample 3, asked of the external laboratory.")
    until = WallField(label="Until at the latest", help_text="The clock runs again by itself then. 14 days at most.")
    version = VersionField()

    def moment(self, site: Site) -> datetime:
        return moment_of_wall(site, self.cleaned_data["until"])


class HandOverForm(forms.Form):
    person = forms.ModelChoiceField(Person.objects.none(), label="To whom")
    reason = reason_field()
    version = VersionField()

    def __init__(self, *args: Any, senior: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = of_the_plant(Role.SENIOR_MANAGER) if senior else of_the_plant()


class TellForm(forms.Form):
    text = forms.CharField(label="What was tried, or is known by now", max_length=5000, widget=forms.Textarea(attrs={"rows": 2}))


class AttachForm(forms.Form):
    files = FilesField(label="Attach files", help_text=f"{KINDS}, 10 MB each at most.")


class ActionForm(forms.Form):
    what = forms.CharField(label="What", max_length=500, help_text="Such as: Repeat the HPLC of batch 3 with the reference.")
    owner = forms.ModelChoiceField(Person.objects.none(), label="Who")
    due_on = DayField(label="By the end of")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = of_the_plant()


class ChangeActionForm(ActionForm):
    reason = reason_field()
    version = VersionField()


class CompleteForm(forms.Form):
    result = forms.CharField(label="What came of it", required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))
    version = VersionField()


class ReopenForm(forms.Form):
    due_on = DayField(label="By the end of")
    reason = reason_field()
    version = VersionField()


class ClockForm(forms.Form):
    stage = forms.ChoiceField(label="How long until", choices=[(s.value, s.label) for s in Stage], widget=forms.RadioSelect)
    category = forms.ChoiceField(label="Of matters", required=False, choices=[("", "of all categories"), *Category.choices])
    minutes = MinutesField(label="Length", help_text="Such as 4 h, 90 min or 2 d.")
    calendar = forms.ModelChoiceField(
        Calendar.objects.none(),
        label="Counted in",
        required=False,
        empty_label="every hour",
        help_text="A calendar counts its open hours, and no holiday.",
    )
    reason = reason_field(hint="It counts for what comes to that stage from now on.")

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["calendar"].queryset = Calendar.objects.filter(site=site, archived_at__isnull=True)


class ResponsibilityForm(forms.Form):
    manager = forms.ModelChoiceField(Person.objects.none(), label="Responsible manager")
    first_deputy = forms.ModelChoiceField(Person.objects.none(), label="First deputy", required=False, empty_label="nobody")
    second_deputy = forms.ModelChoiceField(Person.objects.none(), label="Second deputy", required=False, empty_label="nobody")
    reason = reason_field()
    version = VersionField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("manager", "first_deputy", "second_deputy"):
            self.fields[name].queryset = of_the_plant(Role.SENIOR_MANAGER)

    @property
    def deputies(self) -> list[int]:
        return [person.pk for name in ("first_deputy", "second_deputy") if (person := self.cleaned_data[name]) is not None]


class AwayForm(forms.Form):
    person = forms.ModelChoiceField(Person.objects.none(), label="Who")
    first_day = DayField(label="From")
    last_day = DayField(label="To the end of")
    note = forms.CharField(label="Note", required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = of_the_plant(Role.SENIOR_MANAGER)


class NoticesForm(forms.Form):
    mail = forms.ChoiceField(
        label="E-mail",
        choices=[(c.value, c.label.capitalize()) for c in MailChoice],
        widget=forms.RadioSelect,
        help_text="What is grave is mailed at once.",
    )
    at = forms.TimeField(label="Once a day at", widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
    version = VersionField()
