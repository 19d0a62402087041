"""The page over the journal: who did what, when, for whom, and what it was before and after.

Owns: no table; it reads `core`'s rows, and leaves out what the reader could not see elsewhere.
May import: everything below web.
Read next: `asked.py` (the filters), `selectors.py`, `entries.py` (how a row is told), `discretion.py` (what is hidden).
"""
