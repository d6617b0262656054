"""Measure how well the tables of a page are found, against synthetic pages of known truth."""
