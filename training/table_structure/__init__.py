"""Training of the table-structure head, and of the stand-alone network it is compared with."""
