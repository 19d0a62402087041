"""How the processes of a test run share the work: a file goes to one process, whole.

So what a file makes once (a loaded plan, a history, a server) is made once, and its tests run in their order. Files
that look at one installation go together: it is set up once, each page is looked at once, and the stories, which
change it, come last. xdist has groups of its own (`--dist loadgroup`), but with pytest 9.2 it ignores them in silence.
"""

from __future__ import annotations

from typing import Any, Final

import pytest
from xdist.scheduler import LoadFileScheduling

# In the order in which they run.
ON_ONE_INSTALLATION: Final = (
    "tests/test_matrix.py", "tests/test_pages.py", "tests/test_pictures.py", "tests/test_story.py",
)  # fmt: skip
# The long ones of the others: begun late, they would be waited for.
LONG: Final = (
    "src/samaki/work/reporting/tests/test_device.py", "tests/test_campaign.py", "tests/test_hostile.py",
    "src/samaki/config/tests/test_demonstration.py", "tests/test_odd_forms.py", "tests/test_acts.py",
)  # fmt: skip
FIRST: Final = (*ON_ONE_INSTALLATION, *LONG)


class Sharing(LoadFileScheduling):  # type: ignore[misc]
    """Hands files out in the order in which they were collected."""

    def __init__(self, config: pytest.Config, log: Any = None) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False

    def _split_scope(self, nodeid: str) -> str:
        return scope(nodeid)


def scope(nodeid: str) -> str:
    """Return what goes to one process together with a test."""
    file = nodeid.partition("::")[0]
    return ON_ONE_INSTALLATION[0] if file in ON_ONE_INSTALLATION else file


def in_order(items: list[pytest.Item]) -> None:
    """Sort collected tests: the longest files first, the others as they are, and every file's tests together."""
    files = dict.fromkeys(file_of(item) for item in items)
    at = {file: number for number, file in enumerate(dict.fromkeys((*FIRST, *files)))}
    items.sort(key=lambda item: at[file_of(item)])


def file_of(item: pytest.Item) -> str:
    """Return the file of a test, as its name begins."""
    return item.nodeid.partition("::")[0]
