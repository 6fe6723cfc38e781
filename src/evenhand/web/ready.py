"""What the first pages need and is kept from then on: found out before somebody waits for it."""

from __future__ import annotations

import logging

from django.db import connection

from evenhand.plant.overview import overview
from evenhand.plant.queries import the_site
from evenhand.portfolio.outlook import running_outlooks
from evenhand.portfolio.published import published_plan
from evenhand.web.plan_gantt import of_published
from evenhand.web.standing import steps_to_come

log = logging.getLogger("evenhand.web")


def make_ready() -> None:
    """For a process that has just started. What cannot be found out now is found out by the first page, which says what is wrong."""
    try:
        site = the_site()
        if site is not None:
            plan = published_plan(site)
            for outlook in running_outlooks(site, plan):
                str(outlook.html)
            steps_to_come(site, plan)
            str(overview(site).fullness)
            of_published(site)
    except Exception:
        log.exception("The first pages could not be made ready; they are made when they are asked for")
    finally:
        connection.close()
