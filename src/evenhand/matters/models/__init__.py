"""Matters, one subject a file. Moments are UTC; ``version`` counts the changes that people and clocks made."""

from __future__ import annotations

from evenhand.matters.models.action import Action
from evenhand.matters.models.assessment import Assessment, AssessmentState, Conclusion, GivenAnswer, Ishikawa, RootCause, Settlement, Why
from evenhand.matters.models.attachment import Attachment
from evenhand.matters.models.clock import ClockPause, ClockRule, PauseReason, Stage
from evenhand.matters.models.decision import Decision, DecisionKind, NamedHarm, OptionSet, Reply
from evenhand.matters.models.ledger import (
    STANDING,
    UNDER_WAY,
    Allocation,
    AllocationLine,
    ChangeOrder,
    ChangeOrderLine,
    ChangeOrderState,
    LedgerEntry,
)
from evenhand.matters.models.matter import Category, Gravity, Matter, MatterState, Tier
from evenhand.matters.models.notice import Letter, LetterState, MailChoice, Notice, NoticeChoice
from evenhand.matters.models.responsibility import Deputy, ManagerAbsence, Responsibility
from evenhand.matters.models.story import StoryEntry
from evenhand.matters.models.tree import Contract, TreeDraft, TreeDraftState, TreeVersion

__all__ = [
    "STANDING",
    "UNDER_WAY",
    "Allocation",
    "AllocationLine",
    "Assessment",
    "AssessmentState",
    "ChangeOrder",
    "ChangeOrderLine",
    "ChangeOrderState",
    "Conclusion",
    "Contract",
    "GivenAnswer",
    "Ishikawa",
    "LedgerEntry",
    "RootCause",
    "Settlement",
    "TreeDraft",
    "TreeDraftState",
    "TreeVersion",
    "Why",
    "Action",
    "Attachment",
    "Category",
    "ClockPause",
    "ClockRule",
    "Decision",
    "DecisionKind",
    "Deputy",
    "Gravity",
    "Letter",
    "LetterState",
    "MailChoice",
    "ManagerAbsence",
    "Matter",
    "MatterState",
    "NamedHarm",
    "Notice",
    "NoticeChoice",
    "OptionSet",
    "PauseReason",
    "Reply",
    "Responsibility",
    "Stage",
    "StoryEntry",
    "Tier",
]
