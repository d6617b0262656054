"""Indicator texts → concepts of the taxonomy."""
