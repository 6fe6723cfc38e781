"""The pure resource-constrained family: renewable constant capacities, finish-start links, one mode, makespan.

Much of the literature and of the public instances is of this family, and a plan for it can be improved far faster than
one for the whole of `evenhand.planning.problem`, so it has an engine of its own: `recognise` says whether a problem is
of the family, `improve` finds a short schedule and a lower bound.
"""

from evenhand.planning.rcpsp.arrays import RcpspArrays
from evenhand.planning.rcpsp.improve import improve
from evenhand.planning.rcpsp.outcome import Outcome
from evenhand.planning.rcpsp.recognise import Recognised, recognise

__all__ = ["Outcome", "RcpspArrays", "Recognised", "improve", "recognise"]
