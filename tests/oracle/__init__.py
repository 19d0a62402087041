"""A second, naive answer to every question a worked example can ask, and random examples to hold the first against.

Owns: the oracle (reading, revisions, sums, oracle, verdict), the generator (generate, generate_facts), the comparison
(real, compare, undecided). May import: the oracle itself nothing of the project; only `real` knows the calculation.
Read next: docs/explain/numbers.md, then oracle.py beside it.
"""
