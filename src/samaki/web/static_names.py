"""How files of the pages are named: with a digest of their content, also where one script imports another."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class NamesWithDigest(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """WhiteNoise's storage; the addresses in `import … from "./x.js";` get their digest too."""

    support_js_module_import_aggregation = True
