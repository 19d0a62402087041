"""Many rows are written at once, each with its own values, of every kind of field."""

from __future__ import annotations

import pytest

from samaki.core.rows import update_rows
from samaki.registry.bodies.models import Body
from tests.small_world import SmallWorld

pytestmark = pytest.mark.django_db


def test_each_row_gets_its_own_values_and_no_other_field(small: SmallWorld) -> None:
    bodies = [small.bodies["PC1"], small.bodies["PC2"]]
    for order, body in enumerate(bodies):
        body.name, body.order, body.phone = {"en": f"It's {body.code}; 100 %"}, 70 + order, "not written"
    update_rows(Body, bodies, ["name", "order"])
    update_rows(Body, [], ["name"])
    again = Body.objects.in_bulk([body.pk for body in bodies])
    assert [again[body.pk].name["en"] for body in bodies] == ["It's PC1; 100 %", "It's PC2; 100 %"]
    assert [(again[body.pk].order, again[body.pk].phone) for body in bodies] == [(70, ""), (71, "")]
