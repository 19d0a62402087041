"""Writes of reporting. Each is one transaction and leaves its row in the journal; typing does not.

Every service takes `actor` first, then keywords; `when` only for history and demonstrations. A refusal changes nothing.
Services that take several reports do all or none, in a number of queries that does not grow with them.
"""

from .deciding import approve_reports, receive_reports, return_report
from .events import join_reported_events, separate_reported_events
from .excusing import excuse_body, take_back_excuse
from .files import add_file, remove_file
from .ladder import delegate_signature, give_back, sign_reports, submit_reports, take_back_signature
from .marking import attach_other_work, choose_total_or_parts, drop_note, write_note
from .opening import open_reports
from .reopening import correct_report, drop_changes, withdraw_report
from .saving import Change, Conflict, Saved, save_changes

__all__ = [
    "Change",
    "Conflict",
    "Saved",
    "add_file",
    "approve_reports",
    "attach_other_work",
    "choose_total_or_parts",
    "correct_report",
    "delegate_signature",
    "drop_changes",
    "drop_note",
    "excuse_body",
    "give_back",
    "join_reported_events",
    "open_reports",
    "receive_reports",
    "remove_file",
    "return_report",
    "save_changes",
    "separate_reported_events",
    "sign_reports",
    "submit_reports",
    "take_back_excuse",
    "take_back_signature",
    "withdraw_report",
    "write_note",
]
