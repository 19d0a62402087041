"""What the journal says, in words: each act by its dotted name, each field of what was before and after."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# In the order in which the filter offers them.
ACTS: Final[Mapping[str, Promise]] = {
    "report.submit": _("Report submitted for signature"),
    "report.sign": _("Report signed"),
    "report.give_back": _("Report given back by the chair"),
    "report.receive": _("Report received and passed on"),
    "report.return": _("Report returned"),
    "report.approve": _("Report approved"),
    "report.correct": _("Report opened for correction"),
    "report.withdraw": _("Withdrawal of a report asked for"),
    "report.drop": _("Changes to a report given up"),
    "report.delegate": _("Somebody else let sign for a time"),
    "report.attach": _("Other work attached to the plan"),
    "report.take_out_file": _("File taken out of a report"),
    "line.choose": _("Chosen: the total or its parts"),
    "line.withdraw": _("Line withdrawn"),
    "fact.withdraw": _("Line withdrawn from the ledger"),
    "fact.supersede": _("Line corrected in the ledger"),
    "event.create": _("Event recorded"),
    "event.join": _("Two events found to be one"),
    "event.separate": _("Two events separated again"),
    "due.excuse": _("Excused from reporting"),
    "due.take_back": _("Excuse taken back"),
    "evidence.store": _("Evidence kept"),
    "facts.load": _("Published figures loaded"),
    "plan.load": _("Version of the plan loaded"),
    "places.load": _("Places loaded"),
    "bodies.load": _("Bodies loaded"),
    "body.contact": _("Telephone of a body changed"),
    "account.invite": _("Account made, or a new link"),
    "account.accept": _("Invitation taken up"),
    "account.close": _("Account closed"),
    "account.open": _("Account opened again"),
    "account.second_code": _("Second code taken away"),
    "account.language": _("Language chosen"),
    "account.demonstration": _("Account of the demonstration made"),
    "role.give": _("Role given"),
    "role.end": _("Role ended"),
    "demonstration.history": _("Part of the demonstration made"),
}
# By the beginning of its name: whose name the subject of an act is.
ABOUT_ACCOUNTS: Final = ("account.", "role.", "report.delegate")
FIELDS: Final[Mapping[str, Promise]] = {
    "state": _("State"),
    "version": _("Version"),
    "role": _("Role"),
    "body": _("Body"),
    "theme": _("Theme"),
    "first_day": _("From"),
    "last_day": _("To"),
    "acting_for": _("In the stead of"),
    "user_name": _("User name"),
    "name": _("Name"),
    "email": _("E-mail"),
    "language": _("Language"),
    "phone": _("Telephone"),
    "document": _("Digest of the plan"),
    "sha256": _("Digest of the file"),
    "size": _("Size of the file"),
    "is_active": _("May sign in"),
    "second_code": _("Second code"),
    "line": _("Line"),
    "counts": _("What counts"),
    "one_with": _("One with the event"),
}
COUNTS: Final[Mapping[str, Promise]] = {"total": _("the total"), "parts": _("the parts")}
OTHER_WORK: Final = _("Attached to")
