"""Pages of reporting: lists, the form, review."""
