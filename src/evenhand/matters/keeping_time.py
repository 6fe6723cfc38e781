"""One round of the clocks: what they did is recorded, people are told, letters go out."""

from __future__ import annotations

import logging

from evenhand.matters.actions.ask_options import ask_where_it_came_up
from evenhand.matters.actions.catch_up import catch_up
from evenhand.matters.actions.send_letters import send_letters, write_letters
from evenhand.plant.queries import the_site

log = logging.getLogger("evenhand.matters")


def keep_time() -> None:
    if happened := catch_up():
        log.info("the clocks did %s things", happened)
    if (site := the_site()) is not None and (asked := ask_where_it_came_up(site)):
        log.info("what can be done is computed for %s matters", asked)
    write_letters()
    if sent := send_letters():
        log.info("%s letters were sent", sent)
