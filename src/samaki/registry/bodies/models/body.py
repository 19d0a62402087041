"""A body, its kind, the months in which it stood where in the two ladders, and its posts."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Upper

from samaki.core.models import BatchRow
from samaki.registry.places.models import Place


class BodyKind(models.Model):
    """A kind of body (`PCCT`, `COURT`, `MINISTRY`). `publisher` is the kind or code of the body that approves.

    `is_a` is the code of a wider kind that it belongs to; `plural` what all of them are called, where it differs.
    """

    code = models.CharField(max_length=40, unique=True)
    is_a = models.CharField(max_length=40, blank=True)
    name = models.JSONField()
    plural = models.JSONField(default=dict)
    rank = models.PositiveSmallIntegerField(default=0)
    publisher = models.CharField(max_length=60, blank=True)
    about = models.JSONField(default=dict)

    objects: ClassVar[models.Manager[BodyKind]]

    class Meta:
        ordering: ClassVar = ["rank", "code"]

    def __str__(self) -> str:
        return self.code

    @property
    def all_of_them(self) -> dict[str, str]:
        """What all of them are called, {"en", "km"}."""
        return {**self.name, **self.plural}


class Body(models.Model):
    """A body by its code (`PCCT-02-PREV`), never reused.

    `facts` holds what the source states of it (members said, seat, roles, challenges, source page, assumed), each
    text {"en", "km"}; `legal_basis` the codes of the plan's documents. Place and parents lie in `BodySpan`. `order` is
    that of the plan, for pages that follow it; lists go by code.
    """

    code = models.CharField(max_length=60)
    order = models.PositiveIntegerField(default=0)
    kind = models.ForeignKey(BodyKind, on_delete=models.PROTECT, related_name="bodies")
    name = models.JSONField()
    facts = models.JSONField(default=dict)
    legal_basis = models.JSONField(default=list)
    phone = models.CharField(max_length=40, blank=True)
    source = models.TextField(blank=True)
    search_key = models.TextField()
    sort_km = models.TextField()
    sort_en = models.TextField()

    objects: ClassVar[models.Manager[Body]]

    class Meta:
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [models.UniqueConstraint(Upper("code"), name="bodies_code_once")]

    def __str__(self) -> str:
        return self.code


class BodySpan(BatchRow):
    """From this month on (to `last_month`, where it ended) the body's own place and its parent in each ladder."""

    DIGEST: ClassVar[dict[str, str]] = {
        "body": "body__code",
        "place": "place__code",
        "area_parent": "area_parent__code",
        "theme_parent": "theme_parent__code",
        "first_month": "first_month",
        "last_month": "last_month",
        "source": "source",
    }

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="spans")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    area_parent = models.ForeignKey(Body, null=True, on_delete=models.PROTECT, related_name="+")
    theme_parent = models.ForeignKey(Body, null=True, on_delete=models.PROTECT, related_name="+")
    first_month = models.IntegerField()
    last_month = models.IntegerField(null=True)
    source = models.TextField(blank=True)

    objects: ClassVar[models.Manager[BodySpan]]

    def __str__(self) -> str:
        return f"{self.body_id} from {self.first_month}"


class Post(models.Model):
    """A post in a body (chair, vice-chair, member), named by the office that holds it, not by a person."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="posts")
    order = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=30)
    title = models.JSONField()
    of_body = models.ForeignKey(Body, null=True, on_delete=models.PROTECT, related_name="posts_elsewhere")
    source = models.TextField(blank=True)

    objects: ClassVar[models.Manager[Post]]

    class Meta:
        ordering: ClassVar = ["body", "order"]

    def __str__(self) -> str:
        return f"{self.body_id} {self.role} {self.order}"
