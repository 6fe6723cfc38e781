"""The heads under which a matter's costs are kept, and who spends the money first, before it is said who bears it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from evenhand.matters.costs.shares import Party


class CostHead(StrEnum):
    SUITE = "suite"
    LABOUR = "labour"
    MATERIALS = "materials"
    SPONSOR_MATERIALS = "sponsor materials"
    QUALITY = "quality"
    CLEANING = "cleaning"
    DISPOSAL = "disposal"
    DISPLACEMENT = "displacement"
    LABORATORY = "laboratory"

    @property
    def incurred_by(self) -> Party:
        """The sponsor lost its own materials; everything else the CMO has spent."""
        return Party.SPONSOR if self is CostHead.SPONSOR_MATERIALS else Party.CMO


HEAD_NAMES: Mapping[CostHead, str] = {
    CostHead.SUITE: "suite and conversion",
    CostHead.LABOUR: "labour",
    CostHead.MATERIALS: "CMO's materials",
    CostHead.SPONSOR_MATERIALS: "sponsor's materials",
    CostHead.QUALITY: "QC and investigation",
    CostHead.CLEANING: "cleaning",
    CostHead.DISPOSAL: "disposal",
    CostHead.DISPLACEMENT: "displacement of others",
    CostHead.LABORATORY: "external laboratory",
}
