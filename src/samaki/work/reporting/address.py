"""The address of a report: /reports/<plan>/<body>/<period>/ with the plan's and body's codes and 2018-03, 2018-Q1 …"""

from __future__ import annotations

from samaki.calculate.periods import period_name

from .models import Report


def address_of(plan: str, body: str, first_month: int, last_month: int) -> str:
    """Return the path of a report's page, whether or not the report has been begun."""
    return f"/reports/{plan}/{body}/{period_name(first_month, last_month)}/"


def address_of_report(report: Report) -> str:
    """Return the path of a report's page; `report` with its plan and body."""
    return address_of(report.plan.code, report.body.code, report.first_month, report.last_month)
