"""Training of the networks that split tables into rows and columns and merge cells."""
