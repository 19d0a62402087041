"""The bodies that carry the plan: committees, secretariats, groups, ministries, partners, and their posts.

Owns: `BodyKind`, `Body`, `BodySpan`, `Post`.
May import: places, core, calculate.
Read next: `models/`, `services.py`.
"""
