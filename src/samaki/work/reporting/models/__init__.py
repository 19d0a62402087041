"""The rows of reporting."""

from .content import OtherWork, ReportEvent, ReportFile, ReportLine, ReportWord
from .notes import ReportNote
from .report import NOTHING_STANDS, Report, ReportHand, ReportStep, ReportVersion

__all__ = [
    "NOTHING_STANDS",
    "OtherWork",
    "Report",
    "ReportEvent",
    "ReportFile",
    "ReportHand",
    "ReportLine",
    "ReportNote",
    "ReportStep",
    "ReportVersion",
    "ReportWord",
]
