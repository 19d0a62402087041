"""Is what was submitted still there, word for word? The part of `samaki ledger check` that reporting answers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from samaki.ledger.models import Fact

from .models import ReportStep, ReportVersion
from .rules import APPROVE, SUBMIT

ROWS_AT_ONCE = 1000


def report_faults() -> Iterator[str]:
    """Yield each fault in a sentence: versions that were altered or are gone, figures without the report they rest on.

    Offered as `report.faults` through core.providers. Three queries, read as streams.
    """
    yield from _altered_versions()
    yield from _lost_versions()
    yield from _figures_without_report()


def _altered_versions() -> Iterator[str]:
    versions = ReportVersion.objects.order_by("pk").values_list("report__uid", "number", "content", "digest")
    for report, number, content, digest in versions.iterator(chunk_size=ROWS_AT_ONCE):
        if hashlib.sha256(content.encode()).hexdigest() != digest:
            yield _("Version %(number)d of report %(report)s is not what was submitted: its digest differs.") % {
                "number": number, "report": report,
            }  # fmt: skip


def _lost_versions() -> Iterator[str]:
    kept = ReportVersion.objects.filter(report=OuterRef("report"), number=OuterRef("version"))
    steps = ReportStep.objects.filter(~Exists(kept), action__in=(SUBMIT.name, APPROVE.name)).order_by("pk")
    lost = steps.values_list("report__uid", "version", "action").distinct()
    for report, number in dict.fromkeys((report, number) for report, number, _action in lost.iterator()):
        yield _("Version %(number)d of report %(report)s was submitted and is not there.") % {
            "number": number, "report": report,
        }  # fmt: skip


def _figures_without_report() -> Iterator[str]:
    kept = ReportVersion.objects.filter(report=OuterRef("report"), number=OuterRef("version"))
    approval = ReportStep.objects.filter(
        Exists(kept),
        action=APPROVE.name,
        batch=OuterRef("batch"),
        report__body=OuterRef("body"),
        report__first_month=OuterRef("first_month"),
        report__last_month=OuterRef("last_month"),
    )
    loose = Fact.objects.filter(~Exists(approval), batch__action=APPROVE.right).order_by("pk")
    for line in loose.values_list("line", flat=True).iterator(chunk_size=ROWS_AT_ONCE):
        yield _("Line %(line)s was published from a report whose version is not there.") % {"line": line}
