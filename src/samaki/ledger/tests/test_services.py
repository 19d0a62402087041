"""Publishing, correcting, withdrawing; events, excuses, choices, dues, evidence: what is taken and what is refused."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samaki.core import clock
from samaki.core.actor import SYSTEM
from samaki.core.batches import write_batch
from samaki.core.models import Batch, JournalEntry
from samaki.core.problems import NotFound, Refused
from samaki.ledger import files
from samaki.ledger.check import Check
from samaki.ledger.models import Due, Event, EventLink, Evidence, Excuse, Fact, FactCell, LowerChoice
from samaki.ledger.services import (
    NewFact,
    choose_parts,
    create_event,
    dues_of_plan,
    excuse,
    join_events,
    publish_batch,
    separate_events,
    store_evidence,
    supersede,
    sweep_evidence,
    withdraw_line,
)
from samaki.ledger.services.dues import dues_of_document
from tests.small_world import DOCUMENT, JANUARY_2014, SmallWorld

ONE = 1_000_000
EARLIER = dt.date(2015, 2, 3)
TRAINED = NewFact(
    indicator="TRAINED", body="PC1", first_month=JANUARY_2014, last_month=JANUARY_2014, value=5 * ONE, where="row 4"
)


def publish(small: SmallWorld, *facts: NewFact, known: dt.date | None = None) -> Batch:
    return publish_batch(SYSTEM, action="test.fact", facts=facts, plan=small.plan, known=known, source="test")


def codes(small: SmallWorld, *facts: NewFact) -> list[str]:
    """Return the codes of the problems for which facts are refused."""
    before = Batch.objects.count()
    with pytest.raises(Refused) as refusal:
        publish(small, *facts)
    assert Batch.objects.count() == before
    assert all(problem.where == "row 4" for problem in refusal.value.problems)
    return [problem.code for problem in refusal.value.problems]


class TestPublishing:
    def test_writes_facts_and_cells_as_one_batch(self, small: SmallWorld) -> None:
        batch = publish(small, replace(TRAINED, cells=(("sex", "female", ONE),)), replace(TRAINED, body="PC2"))
        facts = list(Fact.objects.order_by("pk"))
        assert [fact.batch for fact in facts] == [batch, batch]
        assert [(fact.place.code, fact.value) for fact in facts] == [("P1", 5 * ONE), ("P2", 5 * ONE)]
        assert list(FactCell.objects.values_list("fact", "breakdown", "cell", "value")) == [
            (facts[0].pk, "sex", "female", ONE)
        ]
        assert list(Check().faults()) == []

    def test_events_are_recorded_with_the_facts_that_belong_to_them(self, small: SmallWorld) -> None:
        event = Event(title="Fair", lead=small.bodies["PC1"])
        batch = publish_batch(
            SYSTEM, action="test.fact", facts=[replace(TRAINED, event=event)], plan=small.plan, events=[event],
            before={"state": "signed"}, after={"state": "approved"},
        )  # fmt: skip
        assert (Fact.objects.get().event, Event.objects.get().batch) == (event, batch)
        assert batch.journal.detail.after == {"state": "approved"}
        assert list(Check().faults()) == []

    def test_codes_match_without_regard_to_case(self, small: SmallWorld) -> None:
        publish(small, replace(TRAINED, indicator="trained", body="pc1", place="d11"))
        assert Fact.objects.get().place.code == "D11"

    def test_known_is_today_or_an_earlier_day_with_a_source(self, small: SmallWorld) -> None:
        assert publish_batch(SYSTEM, action="test", facts=[TRAINED], plan=small.plan).known == clock.today()
        assert publish(small, TRAINED, known=EARLIER).known == EARLIER
        with pytest.raises(Refused, match="must say where that day comes from"):
            publish_batch(SYSTEM, action="test", facts=[TRAINED], plan=small.plan, known=EARLIER)

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"indicator": "NONE"}, "indicator.unknown"),
            ({"body": "NONE"}, "body.unknown"),
            ({"place": "NONE"}, "place.unknown"),
            ({"event": uuid4()}, "event.unknown"),
            ({"first_month": JANUARY_2014 + 1}, "fact.months_reversed"),
            ({"first_month": 100}, "fact.months_outside"),
            ({"stated_from": EARLIER}, "fact.stated_half"),
            ({"stated_from": EARLIER, "stated_to": dt.date(2015, 1, 1)}, "fact.stated_reversed"),
            ({"value": None}, "fact.value_missing"),
            ({"value": ONE // 2}, "fact.fraction"),
            ({"value": 10**17 + ONE}, "fact.value_limit"),
            ({"indicator": "LAW", "value": 3 * ONE}, "fact.stage"),
            ({"indicator": "SHARE"}, "fact.formula"),
            ({"kind": "nil"}, "fact.no_value_expected"),
            ({"kind": "other", "value": None}, "fact.kind"),
            ({"kind": "withdrawal", "value": None}, "line.nothing_to_withdraw"),
            ({"qualifier": "roughly"}, "fact.qualifier"),
            ({"source": "x" * 41}, "fact.source"),
            ({"place": "P2", "includes_lower": True}, "fact.includes_lower_elsewhere"),
            ({"cells": (("sex", "female", 6 * ONE),)}, "cell.above_total"),
            ({"cells": (("sex", "other", ONE),)}, "cell.unknown"),
            ({"cells": (("sex", "not_broken_down", ONE),)}, "cell.unknown"),
            ({"cells": (("age", "child", ONE),)}, "cell.set"),
            ({"cells": (("sex", "female", ONE), ("sex", "female", ONE))}, "cell.twice"),
            ({"cells": (("sex", "female", ONE // 3),)}, "cell.fraction"),
        ],
    )
    def test_refuses_what_would_break_the_ledger(self, small: SmallWorld, change: dict[str, object], code: str) -> None:
        assert code in codes(small, replace(TRAINED, **change))  # type: ignore[arg-type]

    def test_names_every_problem_of_every_fact(self, small: SmallWorld) -> None:
        assert codes(small, replace(TRAINED, value=ONE // 2), replace(TRAINED, body="NONE")) == [
            "fact.fraction",
            "body.unknown",
        ]

    def test_a_set_in_which_one_may_fall_in_several_cells_is_not_compared_with_the_total(
        self, small: SmallWorld
    ) -> None:
        served = replace(
            TRAINED, indicator="VICTIMS", cells=(("service", "shelter", 9 * ONE), ("service", "legal", ONE))
        )
        publish(small, served)
        assert FactCell.objects.count() == 2

    def test_cells_above_their_total_together_are_kept_as_published(self, small: SmallWorld) -> None:
        publish(small, replace(TRAINED, cells=(("sex", "female", 4 * ONE), ("sex", "male", 3 * ONE))))
        assert FactCell.objects.count() == 2

    def test_an_unknown_plan_is_named_with_those_there_are(self, small: SmallWorld) -> None:
        with pytest.raises(NotFound, match=r"no plan other\. Known: small"):
            publish_batch(SYSTEM, action="test", facts=[TRAINED], plan="other")

    def test_takes_as_many_queries_for_one_fact_as_for_fifty(self, small: SmallWorld) -> None:
        def queries(number: int) -> int:
            facts = [replace(TRAINED, cells=(("sex", "male", ONE),), line=uuid4()) for _ in range(number)]
            with CaptureQueriesContext(connection) as seen:
                publish(small, *facts)
            return len(seen)

        publish(small, TRAINED)  # reads the plan's document once for all
        assert queries(1) == queries(50)


class TestLines:
    def test_a_correction_adds_a_version_and_keeps_what_it_does_not_change(self, fact: Fact) -> None:
        supersede(SYSTEM, fact.line, changes={"place": "D11"}, reason="place mended")
        first, second = Fact.objects.order_by("pk")
        assert (first.place.code, second.place.code) == ("P1", "D11")
        assert second.line == first.line
        assert second.cells.count() == 1

    def test_a_changed_value_drops_the_old_cells(self, fact: Fact) -> None:
        supersede(SYSTEM, fact.line, changes={"value": 0}, reason="recount")
        assert Fact.objects.order_by("pk").last().cells.count() == 0  # type: ignore[union-attr]

    def test_a_withdrawal_is_a_version_without_value(self, fact: Fact) -> None:
        withdraw_line(SYSTEM, fact.line, reason="not ours")
        last = Fact.objects.order_by("pk").last()
        assert last is not None
        assert (last.kind, last.value, last.line) == ("withdrawal", None, fact.line)

    def test_is_withdrawn_once_and_may_come_back_another_day(self, small: SmallWorld) -> None:
        publish(small, TRAINED, known=EARLIER)
        line = Fact.objects.get().line
        days = [EARLIER + dt.timedelta(days) for days in (10, 20, 30)]
        withdraw_line(SYSTEM, line, reason="not ours", known=days[0], source="minutes")
        with pytest.raises(Refused, match="withdrawn already"):
            withdraw_line(SYSTEM, line, reason="not ours", known=days[0], source="minutes")
        changes = {"value": ONE}
        supersede(SYSTEM, line, changes=changes, reason="approved again", known=days[1], source="minutes")
        withdraw_line(SYSTEM, line, reason="again", known=days[2], source="minutes")
        assert list(Fact.objects.order_by("pk").values_list("kind", "value")) == [
            ("value", 5 * ONE),
            ("withdrawal", None),
            ("value", ONE),
            ("withdrawal", None),
        ]

    def test_a_value_cannot_be_withdrawn_before_it_was_known(self, fact: Fact) -> None:
        with pytest.raises(Refused, match="nothing to withdraw"):
            withdraw_line(SYSTEM, fact.line, reason="not ours", known=EARLIER, source="minutes")

    def test_an_unknown_line_is_not_found(self, small: SmallWorld) -> None:
        with pytest.raises(NotFound):
            withdraw_line(SYSTEM, uuid4(), reason="not ours")

    def test_a_line_stays_with_its_indicator(self, small: SmallWorld, fact: Fact) -> None:
        moved = replace(TRAINED, indicator="VICTIMS", line=fact.line)
        assert codes(small, moved) == ["line.indicator"]

    def test_one_batch_holds_one_version_of_a_line(self, small: SmallWorld, fact: Fact) -> None:
        again = replace(TRAINED, line=fact.line)
        assert codes(small, again, again) == ["line.twice"]


class TestEvents:
    def test_the_same_uid_is_one_event(self, small: SmallWorld) -> None:
        uid = uuid4()
        first = create_event(SYSTEM, title="Training", lead=small.bodies["PC1"], uid=uid)
        again = create_event(SYSTEM, title="Training", lead=small.bodies["PC1"], uid=uid)
        assert (first.pk, Event.objects.count()) == (again.pk, 1)

    def test_two_events_are_joined_and_separated_in_turn(self, small: SmallWorld) -> None:
        one, two = (create_event(SYSTEM, title=name, lead=small.bodies["PC1"]).uid for name in ("a", "b"))
        with pytest.raises(Refused, match="not joined"):
            separate_events(SYSTEM, one, two, reason="no")
        join_events(SYSTEM, one, two, reason="same hall")
        with pytest.raises(Refused, match="one already"):
            join_events(SYSTEM, one, two, reason="same hall")
        separate_events(SYSTEM, one, two, reason="another day")
        join_events(SYSTEM, one, two, reason="after all")
        assert [link.kind for link in EventLink.objects.order_by("pk")] == ["join", "separate", "join"]

    def test_an_event_is_neither_joined_to_itself_nor_to_an_unknown_one(self, small: SmallWorld) -> None:
        one = create_event(SYSTEM, title="a", lead=small.bodies["PC1"]).uid
        with pytest.raises(Refused, match="itself"):
            join_events(SYSTEM, one, one, reason="?")
        with pytest.raises(NotFound):
            join_events(SYSTEM, one, uuid4(), reason="?")

    def test_days_in_the_wrong_order_are_refused(self, small: SmallWorld) -> None:
        with pytest.raises(Refused, match="ends before it begins"):
            create_event(
                SYSTEM, title="a", lead=small.bodies["PC1"], first_day=EARLIER, last_day=EARLIER - dt.timedelta(1)
            )


class TestDues:
    DUTIES = (
        {"code": "R1", "who": "COMMITTEE", "frequency": "quarterly", "indicators": ["TRAINED"]},
        {"code": "R2", "who": "nc", "frequency": "per_survey", "indicators": ["DAYS"]},
    )

    def write(self, rows: list[Due]) -> None:
        write_batch(SYSTEM, action="test.dues", rows=rows)

    def test_a_duty_of_a_kind_is_owed_by_each_of_its_bodies(self, small: SmallWorld) -> None:
        rows = dues_of_plan(small.plan, self.DUTIES, JANUARY_2014 + 12)
        assert {(row.body.code, row.indicator.code, row.every, row.first_month, row.duty) for row in rows} == {
            (code, "TRAINED", 3, JANUARY_2014 + 12, "R1") for code in small.bodies
        }

    def test_what_is_there_is_not_added_again_and_what_is_named_no_more_ends(self, small: SmallWorld) -> None:
        self.write(dues_of_plan(small.plan, self.DUTIES, JANUARY_2014))
        assert dues_of_plan(small.plan, self.DUTIES, JANUARY_2014) == []
        fewer = [{"code": "R3", "who": "PC1", "frequency": "quarterly", "indicators": ["trained"]}]
        ended = dues_of_plan(small.plan, fewer, JANUARY_2014 + 24)
        assert {row.body.code for row in ended} == set(small.bodies) - {"PC1"}
        assert {(row.first_month, row.last_month) for row in ended} == {(JANUARY_2014, JANUARY_2014 + 23)}
        self.write(ended)
        again = dues_of_plan(small.plan, self.DUTIES, JANUARY_2014 + 36)
        assert {row.first_month for row in again} == {JANUARY_2014 + 36}

    def test_a_documents_dues_run_from_the_month_it_says(self, small: SmallWorld) -> None:
        document = {**DOCUMENT, "duties": list(self.DUTIES)}
        document["plan"] = {**DOCUMENT["plan"], "dues_from": {"month": "2015-01"}}
        assert {row.first_month for row in dues_of_document(small.plan, document)} == {JANUARY_2014 + 12}

    def test_a_duty_that_names_nobody_known_is_refused(self, small: SmallWorld) -> None:
        with pytest.raises(NotFound, match="NOBODY"):
            dues_of_plan(small.plan, [{"who": "NOBODY", "frequency": "monthly", "indicators": ["TRAINED"]}], 1)
        with pytest.raises(NotFound, match="NOTHING"):
            dues_of_plan(small.plan, [{"who": "PC1", "frequency": "monthly", "indicators": ["NOTHING"]}], 1)

    def test_excuses_and_choices_are_rows(self, small: SmallWorld) -> None:
        excuse(SYSTEM, small.bodies["PC1"], first_month=1, last_month=2, reason="flood")
        with pytest.raises(Refused):
            excuse(SYSTEM, small.bodies["PC1"], first_month=2, last_month=1, reason="flood")
        publish(small, replace(TRAINED, includes_lower=True), replace(TRAINED, body="PC2"))
        total, plain = (fact.line for fact in Fact.objects.order_by("pk"))
        choose_parts(SYSTEM, total, count_parts=True, reason="parts are better")
        with pytest.raises(Refused, match="nothing to choose"):
            choose_parts(SYSTEM, plain, count_parts=True, reason="?")
        with pytest.raises(NotFound):
            choose_parts(SYSTEM, uuid4(), count_parts=True, reason="?")
        assert (Excuse.objects.count(), LowerChoice.objects.count()) == (1, 1)


class TestEvidence:
    def test_is_kept_by_its_hash_once_for_the_same_content(self, small: SmallWorld) -> None:
        one = store_evidence(SYSTEM, name="../../minutes of\u200b May.txt", content=b"as received")
        two = store_evidence(SYSTEM, name="copy.txt", content=b"as received")
        assert one.sha256 == two.sha256
        assert one.name == "minutes of May.txt"
        assert files.path_of(one.sha256).read_bytes() == b"as received"
        assert JournalEntry.objects.filter(action="evidence.store").count() == 2

    def test_the_same_uid_is_once_and_another_content_is_refused(self, small: SmallWorld) -> None:
        uid = uuid4()
        store_evidence(SYSTEM, name="a", content=b"a", uid=uid)
        store_evidence(SYSTEM, name="a", content=b"a", uid=uid)
        assert Evidence.objects.count() == 1
        with pytest.raises(Refused, match="another content"):
            store_evidence(SYSTEM, name="a", content=b"b", uid=uid)

    def test_nothing_and_too_much_are_refused(self, small: SmallWorld) -> None:
        with pytest.raises(Refused, match="empty"):
            store_evidence(SYSTEM, name="a", content=b"")
        with pytest.raises(Refused, match="10 MB"):
            store_evidence(SYSTEM, name="a", content=b"x" * (files.LARGEST + 1))

    @pytest.mark.parametrize(
        ("content", "media_type"),
        [
            (b"%PDF-1.7 ...", "application/pdf"),
            (b"\x89PNG\r\n\x1a\n...", "image/png"),
            (b"<html><script>", "text/plain"),
            ("ព្រំដែន".encode(), "text/plain"),
            (b"\x00\x01\x02", "application/octet-stream"),
            (b"PK\x03\x04 but no archive", "application/octet-stream"),
        ],
    )
    def test_the_type_is_what_the_content_is(self, small: SmallWorld, content: bytes, media_type: str) -> None:
        assert store_evidence(SYSTEM, name="a.html", content=content).media_type == media_type

    def test_orphans_are_swept_once_they_are_old(
        self, small: SmallWorld, settings: LazySettings, tmp_path: Path
    ) -> None:
        settings.EVIDENCE_DIR = tmp_path
        kept = store_evidence(SYSTEM, name="a", content=b"kept")
        orphan = files.path_of(files.keep(b"orphan"))
        assert sweep_evidence() == 0
        assert sweep_evidence(older_than=dt.timedelta(seconds=-5)) == 1
        assert not orphan.exists()
        assert files.path_of(kept.sha256).exists()
