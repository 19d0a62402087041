"""The places of a country: levels are data, each place keeps the history of its parents.

Owns: `PlaceLevel`, `Place`, `PlaceSpan`.
May import: core, calculate.
Read next: `models/`, `services.py`.
"""
