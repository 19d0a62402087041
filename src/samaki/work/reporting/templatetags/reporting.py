"""Tags of the pages of reporting: the timeline of a report."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from ..address import address_of_report
from ..models import Report, ReportStep
from ..standing import Way
from ..timeline import Stop, names_of_way, timeline_of

register = template.Library()
register.filter(address_of_report)


@register.simple_tag
def timeline_stops(report: Report, steps: Iterable[ReportStep], way: Way | None) -> list[Stop]:
    """`{% timeline_stops report steps way as stops %}`: the states passed, now and ahead; one query."""
    return timeline_of(report, steps, way or None, names_of_way(report, way or None))
