"""People: who may sign in, which post they hold, and what each post may do.

Owns: accounts, roles, invitations, the one table of rights. May import: bodies, places, core, calculate (never plan).
Read next: models/ (what is kept), rights.py (who may do what), services.py (inviting, giving a role).
"""
