from __future__ import annotations

from typing import Any

from django import forms

from evenhand.accounts.models import Person
from evenhand.accounts.roles import Role
from evenhand.plant.form_fields import EndDayField, MinutesField, MoneyField, SeveralField, VersionField, WallField, reason_field
from evenhand.plant.forms import OfSite, one_of
from evenhand.plant.models import Band, Site
from evenhand.portfolio.models import Activity, BudgetHead, LinkKind, Phase, Product, Project, ProjectState, Sponsor, Stretch
from evenhand.portfolio.templates_of_work import TEMPLATES
from evenhand.records.forms import DayField

WORK_HINT = "One way to do it a line: hours likely, (best to worst), and what it needs, such as 104 h (84 to 128): 2 chemists, 1 kilo-1."


class FilterForm(forms.Form):
    q = forms.CharField(label="Name, code or product", required=False, max_length=200)
    state = forms.ChoiceField(label="State", required=False, choices=[("", "Running"), ("all", "All"), *ProjectState.choices])
    sponsor = forms.ModelChoiceField(Sponsor.objects.all(), label="Sponsor", required=False, empty_label="All")
    standing = forms.ChoiceField(
        label="Standing",
        required=False,
        choices=[("", "All"), ("late", "Late"), ("risk", "At risk"), ("held", "Held by quality"), ("mine", "My own")],
    )


class ProjectForm(OfSite):
    name = forms.CharField(label="Name", max_length=500)
    sponsor = forms.ModelChoiceField(Sponsor.objects.none(), label="Sponsor", required=False, empty_label="none yet")
    product = forms.ModelChoiceField(
        Product.objects.none(), label="Product", required=False, empty_label="none", help_text="Its band decides units and changeovers."
    )
    manager = forms.ModelChoiceField(Person.objects.none(), label="Project manager", required=False, empty_label="nobody yet")
    notes = forms.CharField(label="Notes", required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sponsor"].queryset = Sponsor.objects.filter(archived_at__isnull=True)
        self.fields["product"].queryset = Product.objects.filter(site=self.site, archived_at__isnull=True)
        roles = (Role.PROJECT_MANAGER, Role.PLANNER)
        self.fields["manager"].queryset = Person.objects.filter(is_active=True, grants__role__in=roles).distinct()


class NewProjectForm(ProjectForm):
    code = forms.CharField(label="Code", max_length=200, help_text="Short, such as QF-101. It cannot be changed later.")
    template = forms.ChoiceField(
        label="Begin with",
        required=False,
        choices=[("", "no activities yet"), *((t.code, t.title) for t in TEMPLATES)],
        help_text="Changed freely afterwards.",
    )
    state = forms.ChoiceField(
        label="State", choices=ProjectState.choices, initial=ProjectState.RUNNING, help_text="Only running projects are planned."
    )
    field_order = ("code", "name", "sponsor", "product", "manager", "state", "template", "notes")


class EditProjectForm(ProjectForm):
    reason = reason_field(required=False)
    version = VersionField()


class StateForm(forms.Form):
    state = forms.ChoiceField(label="State", choices=ProjectState.choices)
    reason = reason_field()
    version = VersionField()


class TemplateForm(forms.Form):
    template = forms.ChoiceField(label="Template", choices=[(t.code, t.title) for t in TEMPLATES], widget=forms.RadioSelect)
    earliest_start = WallField(label="Not before", required=False)


class ActivityForm(OfSite):
    name = forms.CharField(label="Name", max_length=500)
    phase = forms.ChoiceField(label="Phase", choices=Phase.choices)
    stretch = forms.ChoiceField(
        label="When the plant is closed it",
        choices=[
            (Stretch.PAUSABLE, "pauses"),
            (Stretch.FIXED, "runs on"),
            (Stretch.HOLDING, "runs on, and keeps what it holds until what follows begins"),
        ],
    )
    work = forms.CharField(label="Ways to do it", max_length=20_000, help_text=WORK_HINT, widget=forms.Textarea(attrs={"rows": 4}))
    earliest_start = WallField(label="Not before", required=False)
    latest_end = WallField(label="Must end by", required=False, help_text="A hard limit, never traded off.")
    material = forms.CharField(label="Material it waits for", required=False, max_length=500)
    material_ordered_on = DayField(label="Material ordered on", required=False)
    material_lead_days = forms.IntegerField(
        label="Its lead time in days",
        required=False,
        min_value=0,
        max_value=5000,
        help_text="Ordered then, it is there so many days later: the activity does not start before.",
    )
    rework_chance = forms.FloatField(
        label="Chance that it has to be done again", min_value=0, max_value=0.999, initial=0, help_text="0.05 is one in twenty."
    )
    late_chance = forms.FloatField(label="Chance that the material is late", required=False, min_value=0, max_value=0.999)
    late_minutes = MinutesField(label="How late it is then", required=False, help_text="Such as 2 w.")
    has_no_product = forms.BooleanField(label="No changeover: it touches no product", required=False)
    band = one_of(Band, "Band of its own", "as the product")


class NewActivityForm(ActivityForm):
    code = forms.CharField(label="Code", max_length=200, help_text="Unique in the project, such as batch-4.")
    after = SeveralField(Activity.objects.none(), label="It follows", required=False)
    field_order = ("code", "name", "phase", "work", "after")

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, site=project.site, **kwargs)
        self.fields["after"].queryset = project.activities.filter(archived_at__isnull=True).select_related("project")
        self.fields["after"].label_from_instance = lambda activity: activity.name
        self.fields["after"].widget.attrs["size"] = 8


class EditActivityForm(ActivityForm):
    reason = reason_field(required=False)
    version = VersionField()


class RemovalForm(forms.Form):
    reason = reason_field()
    version = VersionField()


class HoldForm(forms.Form):
    until = WallField(label="Held until", help_text="When quality expects to release it.")
    reason = reason_field(hint="Such as the number of the deviation, and what is being looked into.")
    version = VersionField()


class ActualsForm(forms.Form):
    started_at = WallField(label="Started", required=False, help_text="Empty: it has not started after all.")
    finished_at = WallField(label="Finished", required=False)
    remaining_minutes = MinutesField(label="Remaining", required=False, help_text="If it is not finished: working time left as of now, such as 56 h.")
    mode = forms.TypedChoiceField(label="Done in", coerce=int)
    reason = reason_field()
    version = VersionField()

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mode"].choices = mode_choices(activity)


class FinishForm(forms.Form):
    finished_at = WallField(label="Finished")
    version = VersionField()


class RemainingForm(forms.Form):
    remaining_minutes = MinutesField(label="Remaining", help_text="Working time left as of now, such as 56 h.")
    version = VersionField()


def mode_choices(activity: Activity) -> list[tuple[int, str]]:
    modes = activity.modes.prefetch_related("needs__resource")
    return [
        (mode.index, f"mode {mode.index + 1}: " + (", ".join(str(need.resource) for need in mode.needs.all()) or "no resource")) for mode in modes
    ]


class PromiseForm(forms.Form):
    code = forms.CharField(label="Code", max_length=200, initial="delivery")
    name = forms.CharField(label="What is promised", max_length=500, initial="Delivery")
    due = EndDayField(label="Promised for", help_text="It is kept until the end of that day.")
    reason = reason_field(required=False, hint="Such as the letter in which it was given.")


class ChangePromiseForm(forms.Form):
    due = EndDayField(label="Promised for", help_text="It is kept until the end of that day.")
    reason = reason_field(hint="Who agreed to it, and why. It stays in the promise's history for ever.")
    version = VersionField()


class LinkForm(forms.Form):
    other = forms.ModelChoiceField(Activity.objects.none(), label="Follows", help_text="Of any project.")
    kind = forms.ChoiceField(
        label="How",
        choices=[
            (LinkKind.FS, "begins after its end"),
            (LinkKind.SS, "begins after its start"),
            (LinkKind.FF, "ends after its end"),
            (LinkKind.SF, "ends after its start"),
        ],
    )
    lag_minutes = MinutesField(label="At least so much later", initial="0 h", help_text="Elapsed time, such as 14 d.")
    max_lag_minutes = MinutesField(label="At most so much later", required=False, help_text="A hold time, such as 72 h.")

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Activity.objects.active().filter(project__site=activity.project.site).exclude(pk=activity.pk).select_related("project")
        same = rows.filter(project=activity.project)
        self.fields["other"].queryset = rows
        self.fields["other"].choices = [("", "choose"), *((row.pk, row.name) for row in same)]
        if self.is_bound or kwargs.get("initial", {}).get("any_project"):
            self.fields["other"].choices = [*self.fields["other"].choices, *((row.pk, str(row)) for row in rows.exclude(project=activity.project))]


class BulkForm(forms.Form):
    phase = forms.ChoiceField(label="Phase", required=False, choices=[("", "as it is"), *Phase.choices])
    earliest_start = WallField(label="Not before", required=False, help_text="Empty: as it is.")
    rework_chance = forms.FloatField(label="Chance of rework", required=False, min_value=0, max_value=0.999, help_text="Empty: as it is.")
    reason = reason_field(required=False)


class BudgetForm(forms.Form):
    head = forms.ChoiceField(label="For", choices=BudgetHead.choices)
    approved = MoneyField(label="Approved")
    committed = MoneyField(label="Committed", help_text="Ordered or contracted, what is spent included.")
    spent = MoneyField(label="Spent")
    forecast = MoneyField(label="Expected at the end")
    note = forms.CharField(label="Note", required=False, max_length=500)
    reason = reason_field(required=False, hint="Needed to change what is there.")
    version = VersionField()


class SponsorForm(forms.Form):
    name = forms.CharField(label="Name", max_length=500)
    version = VersionField()


class NewSponsorForm(SponsorForm):
    code = forms.CharField(label="Code", max_length=200, help_text="Short, such as quillfeather.")
    field_order = ("code", "name")


class ProductForm(OfSite):
    name = forms.CharField(label="Name", required=False, max_length=500)
    sponsor = forms.ModelChoiceField(Sponsor.objects.none(), label="Sponsor", required=False, empty_label="none")
    band = one_of(Band, "Containment band", "the weakest")
    version = VersionField()

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, site=site, **kwargs)
        self.fields["sponsor"].queryset = Sponsor.objects.filter(archived_at__isnull=True)


class NewProductForm(ProductForm):
    code = forms.CharField(label="Code", max_length=200, help_text="Short, such as QF-101-API.")
    field_order = ("code", "name")
