"""A place, its level, and the months in which it had which parent."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Upper

from samaki.core.models import BatchRow


class PlaceLevel(models.Model):
    """A level of the country's division (country, province, district, commune); `rank` 0 is the whole country.

    `name` and `plural` (what stands after a count) are {"en", "km"}.
    """

    code = models.CharField(max_length=30, unique=True)
    rank = models.PositiveSmallIntegerField(unique=True)
    name = models.JSONField()
    plural = models.JSONField(default=dict)

    objects: ClassVar[models.Manager[PlaceLevel]]

    class Meta:
        ordering: ClassVar = ["rank"]

    def __str__(self) -> str:
        return self.code


class Place(models.Model):
    """A place by its code (`KH-0201`), never reused. Names repeat: a list shows the parent beside them.

    `name` is {"en", "km"}; `aliases` are other spellings met. `type` is what the installation knows of it beyond its
    level (`capital`), `type_name` the same in words; empty where nobody says. `note` is {"en", "km"}; the country's
    holds `edition`, `notice` and `attribution` of the list too. Its parents lie in `PlaceSpan`.
    """

    code = models.CharField(max_length=40)
    level = models.ForeignKey(PlaceLevel, on_delete=models.PROTECT, related_name="places")
    name = models.JSONField()
    aliases = models.JSONField(default=list)
    note = models.JSONField(default=dict)
    type = models.CharField(max_length=30, blank=True)
    type_name = models.JSONField(default=dict)
    search_key = models.TextField()
    sort_km = models.TextField()
    sort_en = models.TextField()

    objects: ClassVar[models.Manager[Place]]

    class Meta:
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [models.UniqueConstraint(Upper("code"), name="places_code_once")]

    def __str__(self) -> str:
        return self.code


class PlaceSpan(BatchRow):
    """From this month on (to `last_month`, where it ended) the place lies in this parent. Months are whole numbers."""

    DIGEST: ClassVar[dict[str, str]] = {
        "place": "place__code",
        "parent": "parent__code",
        "first_month": "first_month",
        "last_month": "last_month",
        "source": "source",
    }

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="spans")
    parent = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="child_spans")
    first_month = models.IntegerField()
    last_month = models.IntegerField(null=True)
    source = models.TextField(blank=True)

    objects: ClassVar[models.Manager[PlaceSpan]]

    def __str__(self) -> str:
        return f"{self.place_id} in {self.parent_id} from {self.first_month}"
