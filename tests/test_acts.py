"""Every address that changes something, as everybody: whoever lacks the right is refused, and nothing has changed.

On the country of the reporting room: reports of one province in each state, and somebody at every post.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.test import Client

from samaki.registry.bodies.models import Body
from samaki.registry.people.models import Account, Role
from samaki.work.reporting.models import OtherWork, ReportFile, ReportLine, ReportNote, ReportWord
from samaki.work.reporting.services import add_file, submit_reports, write_note
from samaki.work.reporting.tests.acting import again, approved, everything, opened, signed, type_in, write
from samaki.work.reporting.tests.world import MARCH, PEOPLE, TODAY, World, make_world
from tests.matrix import MATRIX, REPORT

JANUARY, FEBRUARY, APRIL = MARCH - 2, MARCH - 1, MARCH + 1
TYPED: Final = {"line:TRAINED|value": "7", "line:TRAINED|version": "0", "word:challenges|text": "mine"}
WRITES: Final = frozenset({"pc1.reporter", "two.posts"})
SIGNS: Final = frozenset({"pc1.chair"})
# The right of an approver reaches the own body, too; where the report waits elsewhere, that is said (409).
DECIDES: Final = frozenset({"gs.approver", "pc1.approver"})
MONITORS: Final = frozenset({"monitoring"})
ADMINISTERS: Final = frozenset({"administrator"})
BACKEND: Final = "allauth.account.auth_backends.AuthenticationBackend"
NEEDS_NO_RIGHT: Final = ("accounts/", "language/")  # one's own account, one's own language
PERSON: Final = "accounts/people/<str:user_name>/"


@dataclass(frozen=True)
class Act:
    """Where it is sent (under `/`, with the names of `Standing.names`), with what, and who has the right."""

    address: str
    may: frozenset[str]
    form: Mapping[str, object] = field(default_factory=dict)


def on(period: str, rest: str, may: frozenset[str], **form: object) -> Act:
    """An act on the province's report of a period."""
    return Act(f"reports/small/PC1/2018-{period}/{rest}", may, form)


# January is approved, February signed, March submitted, April a draft.
ACTS: Final[dict[str, Act]] = {
    f"{REPORT}save/": on("04", "save/", WRITES, **TYPED),
    f"{REPORT}submit/": on("04", "submit/", WRITES, **TYPED),
    f"{REPORT}files/": on("04", "files/", WRITES),
    f"{REPORT}files/<uuid:uid>/remove/": on("04", "files/{file}/remove/", WRITES),
    f"{REPORT}sign/": on("03", "sign/", SIGNS),
    f"{REPORT}delegate/take-back/": on("03", "delegate/take-back/", SIGNS, account="two.posts"),
    f"{REPORT}give-back/": on("03", "give-back/", SIGNS, reason="again"),
    f"{REPORT}delegate/": on("03", "delegate/", SIGNS, account="two.posts", last_day="30-04-2018"),
    f"{REPORT}receive/": on("02", "receive/", DECIDES),
    f"{REPORT}return/": on("02", "return/", DECIDES, reason="again"),
    f"{REPORT}approve/": on("02", "approve/", DECIDES),
    f"{REPORT}note/": on("02", "note/", DECIDES, piece="line:TRAINED", text="why?"),
    f"{REPORT}note/<uuid:uid>/drop/": on("02", "note/{note}/drop/", DECIDES),
    f"{REPORT}choose/<uuid:uid>/": on("01", "choose/{line}/", DECIDES | MONITORS, count="parts", reason="both"),
    f"{REPORT}correct/": on("01", "correct/", WRITES, reason="counted twice"),
    f"{REPORT}withdraw/": on("01", "withdraw/", WRITES, reason="counted twice"),
    f"{REPORT}drop/": on("01", "drop/", WRITES),
    f"{REPORT}attach/<uuid:uid>/": on("01", "attach/{work}/", MONITORS, line="S1-1"),
    "reports/events/join/": Act("reports/events/join/", MONITORS, {"one": str(uuid4()), "other": str(uuid4())}),
    "reports/events/separate/": Act("reports/events/separate/", MONITORS, {"one": str(uuid4()), "other": str(uuid4())}),
    "reports/excuses/<str:body>/": Act(
        "reports/excuses/PC1/", MONITORS, {"first": "2018-05", "last": "2018-05", "reason": "flood"}
    ),
    "reports/excuses/<str:body>/take-back/": Act("reports/excuses/PC1/take-back/", MONITORS, {"excuse": "1"}),
    "bodies/<str:code>/phone/": Act("bodies/PC1/phone/", WRITES | SIGNS | ADMINISTERS, {"phone": "012 345 678"}),
    "accounts/people/invite/": Act("accounts/people/invite/", ADMINISTERS, {"user_name": "new.one", "name_en": "New"}),
    f"{PERSON}again/": Act("accounts/people/reader/again/", ADMINISTERS),
    f"{PERSON}close/": Act("accounts/people/reader/close/", ADMINISTERS),
    f"{PERSON}open/": Act("accounts/people/reader/open/", ADMINISTERS, {"reason": "back"}),
    f"{PERSON}second-code/": Act("accounts/people/reader/second-code/", ADMINISTERS, {"reason": "lost"}),
    f"{PERSON}role/": Act("accounts/people/reader/role/", ADMINISTERS, {"role": "administrator"}),
    f"{PERSON}role/<int:number>/end/": Act("accounts/people/reader/role/{role}/end/", ADMINISTERS),
}
SEVERAL: Final = {
    "sign": ("march", SIGNS),
    "receive": ("february", DECIDES),
    "approve": ("february", DECIDES),
}


@dataclass(frozen=True)
class Standing:
    """The country, and the names of what stands in it."""

    world: World
    names: Mapping[str, str]
    clients: dict[str, Client] = field(default_factory=dict)

    def client(self, user_name: str) -> Client:
        """Return a client signed in as somebody: everybody signs in once."""
        if not self.clients:
            for name, account in self.world.accounts.items():
                self.clients[name] = Client()
                self.clients[name].force_login(account, backend=BACKEND)
        return self.clients[user_name]


WROTE_THE_NOTE = "gs.approver"


@pytest.fixture
def standing(db: None, settings: LazySettings, tmp_path: Path) -> Standing:
    settings.DEMONSTRATION_DAY, settings.EVIDENCE_DIR = TODAY, tmp_path
    world = make_world()
    reporter = world.actor("pc1.reporter")
    january, february, march, april = (opened(world, month=month) for month in (JANUARY, FEBRUARY, MARCH, APRIL))
    for report in (january, february, march):
        write(world, report, TRAINED="12")
    work = uuid4()
    type_in(world, january, {f"other:{work}": {"what": "A stand"}})
    file = add_file(reporter, report=april, name="minutes.pdf", content=b"%PDF-1.4 minutes")
    approved(world, january)
    signed(world, february)
    submit_reports(reporter, reports=[march])
    note = write_note(world.actor(WROTE_THE_NOTE), report=again([february])[0], key="line:TRAINED", text="Why?")
    names = {
        "file": str(file.uid), "note": str(note.uid), "work": str(work),
        "line": str(ReportLine.objects.get(report=january, indicator__code="TRAINED").uid),
        "role": str(Role.objects.get(account=world.accounts["reader"]).pk),
        "february": str(february.uid), "march": str(march.uid),
    }  # fmt: skip
    return Standing(world, names)


def all_that_stands() -> dict[str, Any]:
    """Return everything an act could change."""
    return everything() | {
        model.__name__: list(model._default_manager.order_by("pk").values())
        for model in (ReportLine, ReportWord, ReportFile, ReportNote, OtherWork, Account, Role, Body)
    }


def sent(client: Client, act: Act, names: Mapping[str, str]) -> int:
    form = {"key": str(uuid4()), "seen": "1", **act.form}
    return client.post("/" + act.address.format(**names), form).status_code


def refused_all(standing: Standing, may: frozenset[str], send: Callable[[Client], int]) -> dict[str, int]:
    """Send an act as everybody without the right; return who was answered anything but 403 or 404."""
    clients = {name: standing.client(name) for name in PEOPLE if name not in may}
    before = all_that_stands()
    answers = {name: send(client) for name, client in clients.items()}
    answers["nobody"] = 403 if (status := send(Client())) == 302 else status  # to the sign-in page
    assert all_that_stands() == before
    return {name: status for name, status in answers.items() if status not in {403, 404}}


def test_whoever_lacks_the_right_changes_nothing(standing: Standing) -> None:
    wrong = {
        route: found
        for route, act in ACTS.items()
        if (found := refused_all(standing, act.may, lambda client, act=act: sent(client, act, standing.names)))  # type: ignore[misc]
    }
    assert wrong == {}


def test_nor_does_whoever_ticks_several(standing: Standing) -> None:
    wrong = {}
    for name, (report, may) in SEVERAL.items():
        uid = standing.names[report]
        act = Act("reports/several/", may, {"act": name, "report": [uid], f"seen.{uid}": "2"})
        if found := refused_all(standing, may, lambda client, act=act: sent(client, act, standing.names)):  # type: ignore[misc]
            wrong[name] = found
    assert wrong == {}


def test_whoever_has_the_right_is_let_in(standing: Standing) -> None:
    refused = {
        (route, name): status
        for route, act in ACTS.items()
        if "/events/" not in route  # those two events are not there
        for name in sorted(act.may)
        if not route.endswith("note/<uuid:uid>/drop/") or name == WROTE_THE_NOTE
        if (status := sent(standing.client(name), Act(act.address, act.may, {}), standing.names)) in {403, 404}
    }
    # What somebody did before may stand against it by then (422, 409), but nobody is told to have no right.
    assert {key: status for key, status in refused.items() if status == 403} == {}


def test_every_other_address_takes_no_form(standing: Standing) -> None:
    client = standing.client("auditor")
    takes = {
        route: status
        for route, row in MATRIX.items()
        if route not in ACTS and route != "reports/several/" and not route.startswith(NEEDS_NO_RIGHT)
        if (status := client.post(row.example).status_code) != 405
    }
    assert takes == {}
