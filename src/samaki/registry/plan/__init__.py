"""The plan: a folder in, versions that are whole documents, and small tables for links and lists.

Owns: `Plan`, `PlanVersion` and the tables rebuilt from the version in force.
May import: bodies, places, core, calculate.
Read next: `document/`, `services.py`.
"""
