"""The rows of the ledger."""

from samaki.ledger.models.dues import Due, Excuse, LowerChoice
from samaki.ledger.models.events import Event, EventLink
from samaki.ledger.models.evidence import Evidence
from samaki.ledger.models.facts import Fact, FactCell

__all__ = ["Due", "Event", "EventLink", "Evidence", "Excuse", "Fact", "FactCell", "LowerChoice"]
