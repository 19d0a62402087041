"""What every room needs and no domain word is in: actor, clock, batches, journal, problems, text.

Owns: the chain of batches (position, recorded, known, digest) and the journal. Its one writer is `core.batches`.
May import: calculate.
Read next: `core/batches.py`, then `ledger/`.
"""
