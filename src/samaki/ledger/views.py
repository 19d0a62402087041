"""Evidence as a download: exactly as it was received, never shown inside a page."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samaki.core import gate
from samaki.core.problems import NotFound
from samaki.ledger import files
from samaki.ledger.models import Evidence
from samaki.ledger.selectors import evidence_for


@require_safe
@gate.allowed("evidence.read")
def evidence(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Send the file; 404 where the asker may not know of it, 403 where it is personal."""
    return download(evidence_for(gate.actor_of(request), uid))


def download(found: Evidence) -> HttpResponseBase:
    """Answer with a piece of evidence, as it was received, to whoever may open it. Raises NotFound where it is gone."""
    try:
        file = files.path_of(found.sha256).open("rb")
    except OSError as error:
        raise NotFound.because("evidence.gone", _("The file of this evidence is not in the data folder.")) from error
    response = FileResponse(file, as_attachment=True, filename=found.name, content_type=found.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
