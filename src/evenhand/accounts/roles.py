"""The roles, and which of them exclude each other: who administers does not approve."""

from __future__ import annotations

from django.db import models


class Role(models.TextChoices):
    SENIOR_MANAGER = "senior_manager", "senior manager"
    PLANNER = "planner", "planner"
    PROJECT_MANAGER = "project_manager", "project manager"
    QUALITY = "quality", "quality"
    OPERATIONS = "operations", "operations"
    ADMINISTRATOR = "administrator", "administrator"
    SPONSOR_USER = "sponsor_user", "sponsor user"
    SURVEY_RESPONDENT = "survey_respondent", "survey respondent"


PLANT_ROLES = frozenset({Role.SENIOR_MANAGER, Role.PLANNER, Role.PROJECT_MANAGER, Role.QUALITY, Role.OPERATIONS, Role.ADMINISTRATOR})
APPROVING_ROLES = frozenset({Role.SENIOR_MANAGER, Role.PLANNER, Role.PROJECT_MANAGER, Role.QUALITY})


def exclude_each_other(one: Role, other: Role) -> bool:
    """Administrators approve nothing; and nobody belongs to the plant and to the outside at once."""
    pair = {one, other}
    if Role.ADMINISTRATOR in pair and pair & APPROVING_ROLES:
        return True
    return len(pair & PLANT_ROLES) == 1 and len(pair) == 2
