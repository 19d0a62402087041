"""The ledger's verbs. Each ends in one batch through `core.batches`, checked under the lock of the chain's head.

Facts: facts.py; events: events.py; dues, excuses and the choice on *includes lower bodies*: dues.py; what facts rest
on: evidence.py.
"""

from samaki.ledger.rules import NewFact
from samaki.ledger.services.dues import choose_parts, dues_of_plan, excuse, excuse_bodies, take_back_excuse
from samaki.ledger.services.events import create_event, join_events, separate_events
from samaki.ledger.services.evidence import store_evidence, sweep_evidence
from samaki.ledger.services.facts import publish_batch, supersede, withdraw_line

__all__ = [
    "NewFact",
    "choose_parts",
    "create_event",
    "dues_of_plan",
    "excuse",
    "excuse_bodies",
    "join_events",
    "publish_batch",
    "separate_events",
    "store_evidence",
    "supersede",
    "sweep_evidence",
    "take_back_excuse",
    "withdraw_line",
]
