"""The rows of the bodies."""

from samaki.registry.bodies.models.body import Body, BodyKind, BodySpan, Post

__all__ = ["Body", "BodyKind", "BodySpan", "Post"]
