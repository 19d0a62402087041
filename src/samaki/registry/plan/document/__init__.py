"""The plan as a folder and as a document: reads, checks, writes down in one way, and exports. No Django here.

Read next: `model/` (the format), `folder.py` (reading), `checks/` (what may be wrong), `canonical.py`, `export.py`.
"""

from samaki.registry.plan.document.canonical import canonical_bytes, canonical_text, digest, from_document, to_document
from samaki.registry.plan.document.checks import Known, check, check_read, refuse
from samaki.registry.plan.document.export import export
from samaki.registry.plan.document.folder import ReadFolder, read_folder
from samaki.registry.plan.document.messages import PlanProblem
from samaki.registry.plan.document.model import PlanDocument

__all__ = [
    "Known",
    "PlanDocument",
    "PlanProblem",
    "ReadFolder",
    "canonical_bytes",
    "canonical_text",
    "check",
    "check_read",
    "digest",
    "export",
    "from_document",
    "read_folder",
    "refuse",
    "to_document",
]
