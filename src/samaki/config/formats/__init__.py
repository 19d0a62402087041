"""How Django itself writes numbers: `1,234.5` in every language (its own Khmer format would write 42,5)."""
