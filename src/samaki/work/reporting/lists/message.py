"""The message to a body whose report is late: polite, whole, ready to paste. Always in Khmer; in English as a gloss."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import override

from samaki.core import formats

from ..telling import period_words
from .rows import Row


def message_to(row: Row, sender: str, language: str) -> str:
    """Return the message for one late report in a language; `sender` is who asks, by name in that language."""
    with override(language):
        body = formats.local_text(row.named.body.name)[0]
        due = formats.day(row.owed.due) if row.owed else ""
        return "\n\n".join(
            [
                _("To {body}.").format(body=body),
                _withdrawn(row, sender)
                or _(
                    "{sender} has not yet received your report for {period}, which was due on {day}, {days} days ago. "
                    "Please send it, even if there is nothing to report (one tick). "
                    "If something is in the way, please contact {sender}."
                ).format(
                    sender=sender,
                    period=period_words(row.first, row.last),
                    day=due,
                    days=formats.in_sentence(row.where.late),
                ),
                _("Thank you."),
            ]
        )


def _withdrawn(row: Row, sender: str) -> str:
    """Return what is said of a report that was sent and withdrawn; empty where it was not."""
    if not row.where.is_withdrawn or row.report is None:
        return ""
    what = _(
        "Your report for {period} was withdrawn on {day} and has not been sent anew. "
        "Please send it again, even if there is nothing to report (one tick). "
        "If something is in the way, please contact {sender}."
    )
    day = formats.day(row.report.withdrawn or row.report.since)
    return what.format(sender=sender, period=period_words(row.first, row.last), day=day)
