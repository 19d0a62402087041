"""Fetches the rows of a plan's world and puts questions to the calculation.

Owns: load_world (rows to plain tuples, a constant number of queries), ask (a world made ready for many questions).
May import: ledger, registry, core, calculate.
Read next: world.py, then ask.py.
"""
