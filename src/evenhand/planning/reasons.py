"""Reasons why an activity does not start earlier, and things that would help, with their sentences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from evenhand.planning.parts import ActivityId, ResourceId, Slot

ToText = Callable[[Slot], str]


class BindingKind(StrEnum):
    """What decides when an activity starts (or, for RELEASE, ends)."""

    LINK = "link"  # another activity it follows
    HANDOVER = "handover"  # a resource that another activity has until then
    CHANGEOVER = "changeover"  # and the cleaning after it
    AVAILABLE = "available"  # a resource, or leave to start, from then on; said to sponsors in place of what others do
    CLOSED = "closed"  # and then something it needs is closed
    RELEASE = "release"  # it holds its resources until another activity goes on
    MATERIAL = "material"  # earliest start
    HOLD = "hold"  # quality
    NOW = "now"
    FROZEN_WEEKS = "frozen weeks"  # nothing new starts in them
    FROZEN = "frozen"  # its published start
    STARTED = "started"  # it has begun
    PLAN = "plan"  # nothing: the plan has it later than it need be


ENDS = {BindingKind.LINK, BindingKind.HANDOVER, BindingKind.CHANGEOVER, BindingKind.RELEASE}  # what it waits for ends then


@dataclass(frozen=True, slots=True)
class Binding:
    """One reason. ``until``: the slot from which it allows the start; ``wait``: lag or changeover in slots, if any."""

    kind: BindingKind
    activity: ActivityId
    until: Slot
    other: ActivityId | None = None
    resource: ResourceId | None = None
    wait: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One activity on the chain, ``[start, end)``, and why it does not start earlier: what decides first."""

    activity: ActivityId
    start: Slot
    end: Slot
    bindings: tuple[Binding, ...]


class HelpKind(StrEnum):
    """What could be otherwise."""

    MATERIAL = "material"  # it comes as early as is any use
    RELEASE = "release"  # quality releases it as early as is any use
    THAW = "thaw"  # the frozen start may move
    ONE_MORE = "one more"  # the resource is there without waiting for who has it
    CHANGEOVER = "changeover"  # no cleaning
    OPEN = "open"  # work goes on through closed time
    SHORTER = "shorter"  # a quarter less work
    LAG = "lag"  # no waiting time after the activity before
    ORDER = "order"  # everything as early as the plan's order allows


@dataclass(frozen=True, slots=True)
class Help:
    """If this were otherwise, the promised activity would end ``earlier`` slots earlier, other things as they are."""

    kind: HelpKind
    activity: ActivityId
    earlier: Slot
    resource: ResourceId | None = None
    other: ActivityId | None = None


def in_slots(length: Slot) -> str:
    return "1 slot" if length == 1 else f"{length} slots"


def binding_sentence(binding: Binding, to_text: ToText = str, to_length: ToText = in_slots, to_end: ToText | None = None) -> str:
    """The reason in words. ``to_end`` tells moments at which something else has ended, where those are told otherwise than beginnings."""
    name, other, until = binding.activity, binding.other, (to_end if to_end and binding.kind in ENDS else to_text)(binding.until)
    wait = f" and {to_length(binding.wait)} more" if binding.wait > 0 else ""
    resource = f"{binding.resource} is" if binding.resource is not None else "What it needs is"
    sentences = {
        BindingKind.LINK: f"{name} waits until {until} for {other}{wait}.",
        BindingKind.HANDOVER: f"{name} waits until {until} for {binding.resource}, which {other} has.",
        BindingKind.CHANGEOVER: f"{name} waits until {until} for {binding.resource}, which {other} has and which then takes {to_length(binding.wait)} to clean.",
        BindingKind.AVAILABLE: f"{resource} available to {name} from {until}.",
        BindingKind.CLOSED: f"{name} starts no earlier than {until}: before that, what it needs is closed, away or not open long enough.",
        BindingKind.RELEASE: f"{name} holds its resources until {until}, for {other}.",
        BindingKind.MATERIAL: f"{name} waits until {until} for its material.",
        BindingKind.HOLD: f"{name} may not start until {until}, when quality expects to release it.",
        BindingKind.NOW: f"{name} cannot start before now, {until}.",
        BindingKind.FROZEN_WEEKS: f"{name} cannot start before {until}, the end of the frozen weeks.",
        BindingKind.FROZEN: f"{name} has its published start, {until}, in the frozen weeks.",
        BindingKind.STARTED: f"{name} started at {until}.",
        BindingKind.PLAN: f"{name} could start earlier than {until}; the plan has it then.",
    }
    return sentences[binding.kind]


def help_sentence(help_: Help, promised: ActivityId, to_length: ToText = in_slots) -> str:
    """What would help in words, and by how much the promised activity would end earlier."""
    name, resource, other = help_.activity, help_.resource, help_.other
    sentences = {
        HelpKind.MATERIAL: f"If the material for {name} came earlier",
        HelpKind.RELEASE: f"If quality released {name} earlier",
        HelpKind.THAW: f"If the published start of {name} were allowed to move",
        HelpKind.ONE_MORE: f"If {name} did not have to wait for {resource} (one more of it then)",
        HelpKind.CHANGEOVER: f"If {resource} did not have to be cleaned between {other} and {name}",
        HelpKind.OPEN: f"If {name} were worked on through closed time",
        HelpKind.SHORTER: f"If {name} took a quarter less time",
        HelpKind.LAG: f"If {name} did not have to wait after {other}",
        HelpKind.ORDER: "If everything started as early as the plan's order allows",
    }
    return f"{sentences[help_.kind]}, {promised} would end {to_length(help_.earlier)} earlier."
