"""A body is excused from what it owes, with a reason, and owes again when that is taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from samaki.calculate.calculator import Calculator
from samaki.calculate.dues import Reported
from samaki.calculate.periods import Period
from samaki.core.problems import Forbidden, Refused
from samaki.insight.engine.world import load_world
from samaki.ledger.check import Check
from samaki.ledger.models import Evidence, Excuse

from ..duties import owed_by
from ..lists.late import late_list
from ..services import excuse_body, take_back_excuse
from .acting import opened, signed, write
from .test_form_pages import client
from .world import MARCH, World

APRIL = MARCH + 1
HERE = "/reports/excuses/PC1/"
FORM = {"first": "2018-03", "last": "2018-03", "reason": "The flood"}


@pytest.fixture(autouse=True)
def _english(world: World, settings: LazySettings) -> Iterator[None]:
    settings.DEMONSTRATION_DAY = dt.date(2018, 4, 20)  # the month's report of a province was due on the tenth
    with translation.override("en"):
        yield


def excuse(world: World, first: int = MARCH, last: int = MARCH, reason: str = "The flood", **more: object) -> int:
    """Excuse PC1 as the monitoring officer does; return the position of it."""
    batch = excuse_body(
        world.actor("monitoring"), plan=world.plan, body=world.bodies["PC1"], first_month=first, last_month=last,
        reason=reason, **more,  # type: ignore[arg-type]
    )  # fmt: skip
    return batch.position


def refused(act: Callable[[], object]) -> list[str]:
    with pytest.raises(Refused) as said:
        act()
    return [problem.code for problem in said.value.problems]


def reported(world: World) -> Reported:
    """Return k of n of March for all provinces."""
    return Calculator(load_world(world.plan)).answer("DAYS", "P1", Period(MARCH, MARCH, "2018-03")).reported


def late(world: World) -> set[str]:
    return {row.named.body.code for row in late_list(world.actor("monitoring"), world.plan, month=MARCH).rows}


def test_who_is_excused_owes_nothing_is_not_late_and_is_counted_apart_until_it_is_taken_back(world: World) -> None:
    assert "PC1" in late(world)
    assert reported(world) == Reported(0, 1, 0)
    position = excuse(world)
    assert owed_by(world.plan, world.bodies["PC1"].pk, MARCH, MARCH) is None
    assert "PC1" not in late(world)
    assert reported(world) == Reported(0, 0, 1)
    officer, body = world.actor("monitoring"), world.bodies["PC1"]
    take_back_excuse(officer, plan=world.plan, body=body, position=position, reason="It was dry")
    assert "PC1" in late(world)
    assert reported(world) == Reported(0, 1, 0)
    again = {"plan": world.plan, "body": body, "position": position, "reason": "Once more"}
    assert refused(lambda: take_back_excuse(officer, **again)) == ["excuse.not_standing"]
    excuse(world)
    assert reported(world) == Reported(0, 0, 1), "and may be excused anew"
    assert Excuse.objects.count() == 3
    assert list(Check().faults()) == []


def test_one_indicator_is_excused_and_the_rest_is_owed(world: World) -> None:
    excuse(world, indicator=world.indicators["DAYS"])
    owing = owed_by(world.plan, world.bodies["PC1"].pk, MARCH, MARCH)
    assert owing is not None
    assert world.indicators["DAYS"].pk not in owing.indicators
    assert refused(lambda: excuse(world)) == ["excuse.overlaps"]
    excuse(world, indicator=world.indicators["VICTIMS"])


def test_what_cannot_be_excused_is_refused_with_its_reason(world: World) -> None:
    assert refused(lambda: excuse(world, reason=" ")) == ["report.without_reason"]
    assert refused(lambda: excuse(world, MARCH, MARCH - 1)) == ["excuse.months_reversed"]
    assert refused(lambda: excuse(world, MARCH, MARCH + 99)) == ["excuse.outside_plan"]
    assert refused(lambda: excuse(world, MARCH, indicator=world.indicators["LAW"])) == ["excuse.nothing_owed"]
    excuse(world, APRIL, APRIL + 2)
    assert refused(lambda: excuse(world, MARCH, APRIL)) == ["excuse.overlaps"]
    report = opened(world)
    write(world, report, TRAINED="3")
    signed(world, report)
    assert refused(lambda: excuse(world)) == ["excuse.reported"]
    excuse(world, indicator=world.indicators["DAYS"])
    body = world.bodies["PC1"]
    for name in ("gs.approver", "pc1.reporter", "auditor"):
        with pytest.raises(Forbidden):
            excuse_body(world.actor(name), plan=world.plan, body=body, first_month=APRIL, last_month=APRIL, reason="x")
        with pytest.raises(Forbidden):
            take_back_excuse(world.actor(name), plan=world.plan, body=body, position=1, reason="x")


def test_the_pages_list_who_when_and_why_and_hand_out_the_letter(world: World) -> None:
    officer = client(world, "monitoring")
    refusal = officer.post(HERE, {**FORM, "first": "2018-04"})
    assert (refusal.status_code, "The flood" in refusal.content.decode()) == (422, True), "what was typed stays"
    letter = SimpleUploadedFile("letter.pdf", b"%PDF-1.4 letter")
    assert officer.post(HERE, {**FORM, "file": letter}).status_code == 302
    page = officer.get("/bodies/PC1/").content.decode()
    assert "“The flood” monitoring, 20 April 2018" in page
    file = f"{HERE}{Evidence.objects.get().uid}/"
    assert file in page
    assert officer.get(file).status_code == client(world, "auditor").get(file).status_code == 200
    stranger = client(world, "reader")
    assert stranger.get(file).status_code == stranger.get(HERE).status_code == 404
    assert "The flood" not in stranger.get("/bodies/PC1/").content.decode()
    back = {"excuse": str(Excuse.objects.get().batch.position), "reason": "It was dry"}
    assert officer.post(f"{HERE}take-back/", {**back, "reason": " "}).status_code == 422
    assert officer.post(f"{HERE}take-back/", {**back, "excuse": "1"}).status_code == 404
    assert officer.post(f"{HERE}take-back/", back).status_code == 302
    assert "excused, taken back since" in client(world, "pc1.reporter").get(HERE).content.decode()
