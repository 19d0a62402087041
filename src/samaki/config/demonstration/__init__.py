"""The illustrative history of a demonstration: a country that has reported for years, made by a program from one seed.

Owns: reading demonstration/*.yaml, drawing figures and fates, and walking them through the services that a user uses.
May import: every room. Nothing imports it but the set-up.
Read next: make.py, docs/decisions/0025-a-demonstration-walks-through-the-services.md.
"""
