"""Who acts in the demonstration: the bodies with a history, and whose account holds which post."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Final

from samaki.core.actor import Actor
from samaki.registry.bodies.models import Body, BodyKind
from samaki.registry.bodies.selectors import ladders
from samaki.registry.people.models import Account, Role
from samaki.registry.people.selectors import actor_of_account

from .described import Description
from .figures import USUAL_SIZE, Reporter

DEMONSTRATION: Final = Actor(account=None, name="demonstration", is_system=True)
SMALLEST, LARGEST = 60, 150  # percent of the usual size


class Cast:
    """The bodies by code, the reporters among them with kinds and size, and the accounts by post."""

    def __init__(self, description: Description) -> None:
        self._wider = dict(BodyKind.objects.values_list("code", "is_a"))
        self._ladders = ladders(description.open)
        self.bodies = {body.code: body for body in Body.objects.select_related("kind").order_by("code")}
        self._sizes = self._sizes_by_body()
        who = description.history["who"]
        codes = {code for code, body in self.bodies.items() if code in who["bodies"] or body.kind.code in who["kinds"]}
        codes |= {body.code for body in self.below(who["below"]["of"], who["below"]["kinds"])}
        self.reporters = {self.bodies[code].pk: self.reporter(code) for code in sorted(codes)}
        self._posts = _accounts_by_post()

    def reporter(self, code: str) -> Reporter:
        """Return a body as a reporter."""
        body = self.bodies[code]
        return Reporter(code, tuple(self._kinds_of(body.kind.code)), self._sizes.get(body.pk, USUAL_SIZE))

    def actor(self, role: str, body: int) -> Actor:
        """Return whose account holds a role in a body (database key); else the demonstration itself."""
        return self._posts.get((role, body), DEMONSTRATION)

    def account(self, user_name: str) -> Actor:
        """Return an account of the demonstration as an actor; the demonstration itself where there is none."""
        found = Account.objects.filter(user_name=user_name).first()
        return actor_of_account(found) if found else DEMONSTRATION

    def below(self, codes: Collection[str], kinds: Collection[str]) -> list[Body]:
        """Return the bodies of these kinds in the areas of these bodies, themselves among them, in order of code."""
        keys = {self.bodies[code].pk for code in codes}
        keys |= {below for key in keys for below in self._ladders.below(key, "area")}
        return [body for body in self.bodies.values() if body.pk in keys and body.kind.code in kinds]

    def _kinds_of(self, kind: str) -> Iterator[str]:
        while kind:
            yield kind
            kind = self._wider.get(kind, "")

    def _sizes_by_body(self) -> dict[int, int]:
        """Return how large each place is: by how many bodies lie in the area, in percent of the mean of its kind."""
        counts: dict[str, dict[int, int]] = defaultdict(dict)
        for body in self.bodies.values():
            counts[body.kind.code][body.pk] = self._bodies_around(body.pk)
        return {key: size for kind in counts.values() for key, size in _against_mean(kind)}

    def _bodies_around(self, body: int) -> int:
        """Return how many bodies lie below one, or below the one it belongs to where none do."""
        rung = self._ladders.rungs.get(body)
        below = len(self._ladders.below(body, "area"))
        if below or rung is None or rung.area_parent is None:
            return below
        return len(self._ladders.below(rung.area_parent, "area"))


def _against_mean(counts: dict[int, int]) -> Iterable[tuple[int, int]]:
    mean = max(sum(counts.values()) // len(counts), 1)
    return ((key, min(max(50 + 50 * count // mean, SMALLEST), LARGEST)) for key, count in counts.items())


def _accounts_by_post() -> dict[tuple[str, int], Actor]:
    actors: dict[int, Actor] = {}
    found: dict[tuple[str, int], Actor] = {}
    for role in Role.objects.select_related("account").filter(body__isnull=False).order_by("pk"):
        if role.account_id not in actors:
            actors[role.account_id] = actor_of_account(role.account)
        found.setdefault((role.role, role.body_id or 0), actors[role.account_id])
    return found
