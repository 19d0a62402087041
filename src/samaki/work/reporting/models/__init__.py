"""The rows of reporting."""

from .content import OtherWork, ReportEvent, ReportFile, ReportLine, ReportWord
from .notes import ReportNote
from .report import Report, ReportHand, ReportStep, ReportVersion

__all__ = [
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
