"""Rules read from a recorded document are those that the plan's own room makes from its sheets."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import pytest

from samaki.core.models import Batch
from samaki.ledger.rules_of_plan import stated
from samaki.registry.plan.document import canonical_text, read_folder, to_document
from samaki.registry.plan.document.calculation import to_calculate
from samaki.registry.plan.models import PlanVersion

PLANS = sorted(path.parent for path in (Path(__file__).parents[4] / "plans").glob("*/plan.yaml"))


@pytest.mark.parametrize("folder", PLANS, ids=lambda folder: folder.name)
def test_a_recorded_version_means_what_its_folder_means(folder: Path) -> None:
    for version in read_folder(folder).versions:
        document = version.plan
        assert document is not None
        text = canonical_text(to_document(document))
        row = PlanVersion(
            number=1, in_force=document.version.in_force, document=text,
            document_digest=hashlib.sha256(text.encode()).hexdigest(),
            batch=Batch(position=7, known=document.version.known),
        )  # fmt: skip
        said = stated(row)
        assert said.version(row) == to_calculate(document, position=7)
        assert said.small_counts.protected == {sheet.code for sheet in document.indicators if sheet.protected}
        for sheet in document.indicators:
            assert said.labels[sheet.code].official == (sheet.official_source or "")
            assert set(sheet.source_labels) <= said.labels[sheet.code].labels


def test_there_is_a_plan_to_compare() -> None:
    assert PLANS


def test_a_stage_nobody_names_is_an_error() -> None:
    text = (
        '{"plan":{"place":"KH","period":{"first":"2014-01","last":"2014-12"}},'
        '"indicators":[{"code":"LAW","unit":"milestone","targets":{"2014":"approved"}}]}'
    )
    row = PlanVersion(number=1, in_force=dt.date(2014, 1, 1), document=text, document_digest="none")
    with pytest.raises(ValueError, match="approved"):
        stated(row)
