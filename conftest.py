"""What every test may use: data in a temporary folder, both databases, the standing cast.

`SAMAKI_TEST_ON=postgresql` keeps only the tests that use the database; `tests/run.py` starts the server for them.
"""

from __future__ import annotations

import datetime as dt
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

from tests.sharing import Sharing, in_order

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ON_POSTGRESQL = os.environ.get("SAMAKI_TEST_ON") == "postgresql"
# Tests never touch the data of an installation, nor do its settings reach them: what is set here is set before Django
# reads it; all processes share the folder.
OF_TESTS = {
    "SAMAKI_TEST_ON", "SAMAKI_TEST_DATA_DIR", "SAMAKI_LINES", "SAMAKI_CHROMIUM", "SAMAKI_PICTURES", "SAMAKI_MACHINE",
    "SAMAKI_NEW_EXAMPLES",
}  # fmt: skip
if ON_POSTGRESQL:
    OF_TESTS.add("SAMAKI_DATABASE_URL")
for name in [name for name in os.environ if name.startswith("SAMAKI_") and name not in OF_TESTS]:
    del os.environ[name]
if "SAMAKI_TEST_DATA_DIR" not in os.environ:
    os.environ["SAMAKI_TEST_DATA_DIR"] = tempfile.mkdtemp(prefix="samaki-test-")
os.environ["SAMAKI_DATA_DIR"] = os.environ["SAMAKI_TEST_DATA_DIR"]
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_reset_sequences"}
# Playwright keeps an event loop running in its thread; Django's ORM would otherwise refuse to work beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
# The same examples in every run: what is wrong fails at once, for whoever made it so. New ones: `make campaign`.
hypothesis.settings.register_profile("same", derandomize=True, database=None, deadline=None)
hypothesis.settings.register_profile("new", database=None, deadline=None, print_blob=True)
hypothesis.settings.load_profile("new" if "SAMAKI_NEW_EXAMPLES" in os.environ else "same")
LAST_SECONDS = 10


def pytest_configure(config: pytest.Config) -> None:
    """Compile translations and build the files of the pages once, before processes are started."""
    if not hasattr(config, "workerinput"):
        from samaki.config.messages import compile_catalogues
        from samaki.web import static_build

        compile_catalogues()
        static_build.build()


@pytest.fixture(autouse=True, scope="session")
def _evidence_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Give each process a folder for evidence: a sweep would take what another process has just written."""
    from django.conf import settings

    settings.EVIDENCE_DIR = tmp_path_factory.mktemp("evidence")


@pytest.fixture(autouse=True, scope="session")
def _quick_passwords() -> None:
    """Hash passwords fast: what is tested is who signs in, not how long guessing takes."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Sharing:
    """Share the tests out by files."""
    return Sharing(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL run what uses the database; pure tests and the browser have nothing to add there."""
    in_order(items)
    if not ON_POSTGRESQL:
        return
    kept = [item for item in items if _uses_database(item) and not item.get_closest_marker("browser")]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def _uses_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(fixtures & DATABASE_FIXTURES)


@pytest.fixture(autouse=True, scope="module")
def _nothing_remembered() -> None:
    """Let a file's tests begin as a fresh process does: which files ran before in this one is chance."""
    from samaki.core.remembered import forget_everything

    forget_everything()


@pytest.fixture(autouse=True)
def _today_stays_today() -> None:
    """Let no test begin in the last seconds of a day: it would end on another."""
    from django.utils import timezone

    now = timezone.localtime()
    tomorrow = (now + dt.timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    if (left := (tomorrow - now).total_seconds()) < LAST_SECONDS:
        time.sleep(left)


@pytest.fixture(autouse=True)
def _ledger_can_be_flushed(request: pytest.FixtureRequest) -> Iterator[None]:
    """Lift the ledger's guards before a test that committed is cleaned up; they come back with the flush."""
    marker = request.node.get_closest_marker("django_db")
    commits = bool(marker and marker.kwargs.get("transaction")) or bool(
        {"transactional_db", "live_server"} & set(request.fixturenames)
    )
    if commits:
        request.getfixturevalue("transactional_db")
    yield
    if commits:
        from tests.guards import lift_guards

        lift_guards()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=os.environ.get("SAMAKI_CHROMIUM") or "/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield chromium
        chromium.close()


@pytest.fixture
def cast(db: None) -> Callable[[str], object]:
    """Return the account of a role from the standing cast, made when first asked for: `cast("auditor")`."""
    from tests.cast import account_of_role

    return account_of_role


@pytest.fixture(scope="session")
def project() -> Path:
    """Return the folder of the project."""
    return Path(__file__).resolve().parent
