"""The one search box over plan, bodies, places, statements and glossary, in Khmer and English.

Owns: no table; it asks what the rooms registered.
May import: everything below web.
Read next: `core/searching.py`, `words.py`, `selectors.py`.
"""
