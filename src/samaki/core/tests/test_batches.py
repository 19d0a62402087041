"""One clock: positions, known, recorded, digests, and the journal row of each batch."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest
from django.db import transaction
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from samaki.core import clock, journal
from samaki.core.actor import SYSTEM
from samaki.core.batches import kinds_of_rows, write_batch
from samaki.core.digests import batch_digest, canonical, lines_in_database, lines_of_rows
from samaki.core.models import Batch, ChainHead, JournalDetail, JournalEntry
from samaki.ledger.models import Event, Fact
from samaki.ledger.services import NewFact, publish_batch
from tests.small_world import JANUARY_2014, SmallWorld, make_small_world

EARLIER = dt.date(2015, 2, 3)


@pytest.fixture
def small(db: None) -> SmallWorld:
    return make_small_world()


@pytest.mark.django_db
class TestWriting:
    def test_positions_count_from_one_without_gaps(self) -> None:
        assert [write_batch(SYSTEM, action="test", rows=[]).position for _ in range(3)] == [1, 2, 3]
        assert ChainHead.objects.get().position == 3

    def test_what_fails_takes_no_position(self) -> None:
        write_batch(SYSTEM, action="test", rows=[])
        with pytest.raises(Exception, match=r"."), transaction.atomic():
            write_batch(SYSTEM, action="test", rows=[Fact(kind="value")])
        assert write_batch(SYSTEM, action="test", rows=[]).position == 2
        assert JournalEntry.objects.count() == 2

    def test_known_is_today_unless_it_is_said(self) -> None:
        assert write_batch(SYSTEM, action="test", rows=[]).known == clock.today()
        assert write_batch(SYSTEM, action="test", rows=[], known=EARLIER).known == EARLIER

    @override_settings(DEMONSTRATION_DAY=dt.date(2018, 12, 31))
    def test_a_demonstration_has_its_own_day_but_not_its_own_instant(self) -> None:
        batch = write_batch(SYSTEM, action="test", rows=[])
        assert batch.known == dt.date(2018, 12, 31)
        assert batch.recorded.year > 2018

    def test_each_batch_has_its_journal_row_with_what_was_before_and_after(self) -> None:
        batch = write_batch(
            SYSTEM, action="test.act", rows=[], subject="S", reason="why", before={"a": 1}, after={"a": 2}
        )
        entry = batch.journal
        assert (entry.action, entry.subject, entry.reason, entry.actor_name) == ("test.act", "S", "why", "system")
        assert (entry.detail.before, entry.detail.after) == ({"a": 1}, {"a": 2})

    def test_the_chain_goes_through_batches_and_journal(self, small: SmallWorld) -> None:
        previous = ""
        for batch in Batch.objects.order_by("position"):
            lines = [line for model in kinds_of_rows() for line in lines_in_database(model, batch)]
            assert batch.digest == batch_digest(previous, batch, lines)
            previous = batch.digest
        digest = ""
        for entry in JournalEntry.objects.order_by("pk"):
            assert entry.digest == journal.entry_digest(digest, entry)
            digest = entry.digest
        head = ChainHead.objects.get()
        assert (head.digest, head.journal_digest) == (previous, digest)


class TestDigests:
    def test_what_is_empty_changes_nothing(self) -> None:
        assert canonical({"b": 1, "a": "x"}) == canonical({"a": "x", "b": 1, "c": None, "d": "", "e": False})
        assert canonical({"a": 0}) != canonical({})

    def test_days_instants_and_uids_have_one_form(self) -> None:
        instant = dt.datetime(2015, 2, 3, 7, tzinfo=dt.timezone(dt.timedelta(hours=7)))
        uid = UUID(int=1)
        assert canonical({"day": EARLIER, "at": instant, "uid": uid}) == (
            '{"at":"2015-02-03T00:00:00.000000+00:00","day":"2015-02-03","uid":"00000000-0000-0000-0000-000000000001"}'
        )

    @given(lines=st.lists(st.text(max_size=8), max_size=6), data=st.data())
    def test_the_order_of_rows_does_not_matter(self, lines: list[str], data: st.DataObject) -> None:
        batch = Batch(position=1, action="a", known=EARLIER, actor_name="system")
        shuffled = data.draw(st.permutations(lines))
        assert batch_digest("", batch, lines) == batch_digest("", batch, shuffled)

    @pytest.mark.parametrize(
        "change", [{"position": 2}, {"action": "b"}, {"known": dt.date(2015, 2, 4)}, {"reason": "r"}]
    )
    def test_every_field_of_a_batch_counts(self, change: dict[str, object]) -> None:
        fields = {"position": 1, "action": "a", "known": EARLIER, "actor_name": "system"}
        assert batch_digest("", Batch(**fields), []) != batch_digest("", Batch(**{**fields, **change}), [])  # type: ignore[arg-type]

    @pytest.mark.django_db
    def test_rows_read_back_say_what_was_written(self, small: SmallWorld) -> None:
        event = Event(title="ការប្រជុំ", lead=small.bodies["PC1"], place=small.places["P1"], first_day=EARLIER)
        batch = write_batch(SYSTEM, action="test", rows=[event])
        assert list(lines_in_database(Event, batch)) == list(lines_of_rows([event]))
        new = NewFact(
            indicator="DAYS", body="PC1", first_month=JANUARY_2014, last_month=JANUARY_2014, value=1, event=event.uid,
            stated_from=EARLIER, stated_to=EARLIER, note="ចំណាំ", locator="row 4",
        )  # fmt: skip
        batch = publish_batch(SYSTEM, action="test", facts=[new], plan=small.plan)
        fact = Fact.objects.select_related("indicator__plan", "body", "place", "event").get()
        fact.evidence = None
        assert list(lines_in_database(Fact, batch)) == list(lines_of_rows([fact]))

    def test_no_row_is_told_by_a_database_key(self) -> None:
        for model in kinds_of_rows():
            for path in model.DIGEST.values():
                last = path.rsplit("__", 1)[-1]
                assert not last.endswith("_id")
                assert last not in {"id", "pk"}


@pytest.mark.django_db
class TestJournal:
    def test_a_detail_is_proved_while_it_stands_and_may_go(self) -> None:
        entry = journal.record(SYSTEM, action="test", after={"name": "someone"})
        detail = JournalDetail.objects.get()
        assert entry.detail_digest == journal.detail_digest(detail.salt, detail.before, detail.after)
        assert entry.detail_digest != journal.detail_digest(detail.salt, None, {"name": "another"})
        detail.delete()
        assert JournalEntry.objects.get().detail_digest

    def test_a_row_without_detail_has_none(self) -> None:
        journal.record(SYSTEM, action="test")
        assert JournalDetail.objects.count() == 0
