"""Invented records of performance-target forms, drawn from a vocabulary of many departments."""
