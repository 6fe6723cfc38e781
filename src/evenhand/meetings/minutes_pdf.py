"""The minutes on paper, as PDF with the signatures; made from what was signed, and from nothing else."""

from __future__ import annotations

from importlib import import_module

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from evenhand.meetings.models import Minutes
from evenhand.records.canonical import content_hash
from evenhand.records.errors import Conflict
from evenhand.records.regulated import REGISTRY, kind_of
from evenhand.records.signatures import signatures_of

NO_LIBRARY = "PDF needs the system's library Pango. Whoever runs the site installs it: apt-get install libpango-1.0-0 libpangoft2-1.0-0."


def minutes_pdf(minutes: Minutes) -> bytes:
    """WeasyPrint loads nothing but the style sheet that it is given: no address in the minutes is fetched."""
    try:
        weasyprint = import_module("weasyprint")
    except OSError as error:
        raise Conflict(NO_LIBRARY) from error
    text = render_to_string("meetings/minutes_pdf.html", pdf_context(minutes))
    style = weasyprint.CSS(filename=finders.find("meetings/minutes_pdf.css"))
    document = weasyprint.HTML(string=text, url_fetcher=refuse)
    return bytes(document.write_pdf(stylesheets=[style]))


def pdf_context(minutes: Minutes) -> dict[str, object]:
    signed = content_hash(REGISTRY[kind_of(minutes)].content(minutes))
    return {"minutes": minutes, "content": minutes.content, "standings": signatures_of(minutes), "hash": signed}


def refuse(address: str, *args: object, **kwargs: object) -> dict[str, object]:
    raise ValueError(f"Minutes fetch nothing; something in them asked for {address[:200]!r}.")
