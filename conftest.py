"""What every test may use."""

import os
import tempfile

# Tests never touch the data of an installation: set before Django reads its settings.
os.environ["SAMAKI_DATA_DIR"] = os.environ.get("SAMAKI_TEST_DATA_DIR") or tempfile.mkdtemp(prefix="samaki-test-")
