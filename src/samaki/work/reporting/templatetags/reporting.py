"""Tags of the pages of reporting: the timeline of a report."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from ..address import address_of_report
from ..models import Report, ReportStep
from ..stand_ins import stand_ins_of_steps
from ..standing import Way
from ..timeline import Stop, names_of_way, timeline_of

register = template.Library()
register.filter(address_of_report)


@register.simple_tag
def timeline_stops(report: Report, steps: Iterable[ReportStep], way: Way | None) -> list[Stop]:
    """`{% timeline_stops report steps way as stops %}`: states passed, now and ahead; three queries at most."""
    taken = list(steps)
    return timeline_of(report, taken, way or None, names_of_way(report, way or None), stand_ins_of_steps(taken))
