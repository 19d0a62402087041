"""Numbers of this language: point and comma."""
