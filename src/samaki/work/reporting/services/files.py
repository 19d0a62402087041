"""Files that come with a report."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from samaki.core import clock, journal
from samaki.core.actor import Actor
from samaki.core.problems import NotFound, Refused
from samaki.ledger.files import LARGEST, TEXT, keep, sniffed_type
from samaki.ledger.services.evidence import store_evidence
from samaki.registry.people.rights import acting, may, require

from ..address import address_of_report
from ..content import key_of_line
from ..models import Report, ReportFile, ReportHand, ReportLine
from ..standing import way_of

WRITE: Final = "report.write"
READ: Final = "report.read"
MOST_FILES: Final = 100
_OLE: Final = "application/x-ole-storage"
_ZIP: Final = "application/zip"
_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
_OPEN: Final = "application/vnd.oasis.opendocument."
# What a name's ending promises, and what the content must then be.
TYPES: Final[Mapping[str, tuple[str, ...]]] = {
    ".jpg": ("image/jpeg",),
    ".jpeg": ("image/jpeg",),
    ".png": ("image/png",),
    ".gif": ("image/gif",),
    ".webp": ("image/webp",),
    ".tif": ("image/tiff",),
    ".tiff": ("image/tiff",),
    ".pdf": ("application/pdf",),
    ".doc": (_OLE,),
    ".xls": (_OLE,),
    ".ppt": (_OLE,),
    ".docx": (f"{_OFFICE}wordprocessingml.document",),
    ".xlsx": (f"{_OFFICE}spreadsheetml.sheet",),
    ".pptx": (f"{_OFFICE}presentationml.presentation",),
    ".odt": (f"{_OPEN}text",),
    ".ods": (f"{_OPEN}spreadsheet",),
    ".odp": (f"{_OPEN}presentation",),
    ".csv": (TEXT,),
    ".txt": (TEXT,),
}


def add_file(
    actor: Actor, *, report: Report, name: str, content: bytes, uid: UUID | None = None, line: str = ""
) -> ReportFile:
    """Keep a file with a draft, for one line (its key) or the whole. The same uid twice is once.

    Raises Forbidden (`report.write`), Refused: empty, over 10 MB, a type that does not fit its name, no draft.
    """
    require(actor, WRITE, way_of(report.plan, report.body_id).subject)
    uid = uid or uuid4()
    refuse_other_type(name, content)
    if 0 < len(content) <= LARGEST:
        keep(content)  # written and synced before anything is locked
    with transaction.atomic():
        report = Report.objects.select_for_update(of=("self",)).select_related("plan", "body").get(pk=report.pk)
        there = ReportFile.objects.select_related("evidence").filter(uid=uid).first()
        if there is not None:
            return _the_same(there, report)
        _refuse_unless_draft(report)
        if ReportFile.objects.filter(report=report, is_removed=False).count() >= MOST_FILES:
            what = _("This report has {most} files already. Take one out first.").format(most=MOST_FILES)
            raise Refused.because("file.too_many", what, where=name)
        # The file's uid is the evidence's too: sent again after a lost answer, it is kept once.
        evidence = store_evidence(actor, name=name, content=content, uid=uid)
        file = ReportFile.objects.create(
            uid=uid, report=report, line=_line(report, line), evidence=evidence, added_by_id=actor.account,
            added_name=actor.name, added=clock.now(),
        )  # fmt: skip
        _count(actor, report)
        return file


def remove_file(actor: Actor, *, file: UUID) -> None:
    """Take a file out of a draft; it stays on record. Raises NotFound, Forbidden, Refused."""
    with transaction.atomic():
        found = ReportFile.objects.select_related("evidence").filter(uid=file).first()
        report = (
            Report.objects.select_for_update(of=("self",)).select_related("plan", "body").get(pk=found.report_id)
            if found
            else None
        )
        subject = way_of(report.plan, report.body_id).subject if report else None
        if found is None or report is None or not may(actor, READ, subject):
            raise NotFound.because("file.unknown", _("There is no such file, or it is not yours to see."))
        require(actor, WRITE, subject)
        _refuse_unless_draft(report)
        if not found.is_removed:
            ReportFile.objects.filter(pk=found.pk).update(is_removed=True)
            _count(actor, report)
            evidence = found.evidence
            journal.record(
                acting(actor, WRITE, subject),
                action="report.take_out_file",
                subject=address_of_report(report),
                before={"name": evidence.name, "sha256": evidence.sha256},
            )


def refuse_other_type(name: str, content: bytes) -> None:
    """Raise Refused where a name's ending is none we take, or the content is something else than it says."""
    ending = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    if ending not in TYPES:
        raise Refused.because(
            "file.ending",
            _("This kind of file is not taken."),
            where=name[:200],
            mend=_("Send a picture, a PDF, a document or a table: {endings}.").format(endings=" ".join(TYPES)),
        )
    if content and sniffed_type(content) not in TYPES[ending]:
        what = _("The content of the file is not what its name says ({ending}).").format(ending=ending)
        raise Refused.because("file.type", what, where=name[:200], mend=_("Save it again as that kind, or rename it."))


def _the_same(there: ReportFile, report: Report) -> ReportFile:
    if there.report_id != report.pk:
        raise Refused.because("file.elsewhere", _("This file belongs to another report."))
    return there


def _refuse_unless_draft(report: Report) -> None:
    if report.state != Report.State.DRAFT:
        what = _("This report is no draft any more: it has been submitted. Its files stay as they are.")
        raise Refused.because("report.not_draft", what)


def _line(report: Report, key: str) -> ReportLine | None:
    """Return the line that a key names: it need not be there yet, then the file goes with the whole report."""
    if not key.startswith("line:"):
        return None
    lines = ReportLine.objects.filter(report=report).select_related("indicator")
    return next((line for line in lines if key_of_line(report, line).upper() == key.upper()), None)


def _count(actor: Actor, report: Report) -> None:
    Report.objects.filter(pk=report.pk).update(revision=F("revision") + 1)
    if actor.account is not None:
        ReportHand.objects.bulk_create([ReportHand(report=report, account_id=actor.account)], ignore_conflicts=True)
