"""The rows of the places."""

from samaki.registry.places.models.place import Place, PlaceLevel, PlaceSpan

__all__ = ["Place", "PlaceLevel", "PlaceSpan"]
