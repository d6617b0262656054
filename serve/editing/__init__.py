"""Corrections of a record, and what they mean for the rest of it."""
