"""The shell: page frame, home, sign-in pages, search, help.

Owns: base templates, style sheet, language switch, error pages, template tags `samaki`. May import: every room below.
Read next: templates/base.html (the frame every page extends), templatetags/samaki.py (numbers, dates, absences),
offline/ (the only logic on the device: plain ES modules; docs/explain/device.md).
"""
