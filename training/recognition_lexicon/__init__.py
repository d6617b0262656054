"""What corrections teach the reading of lines: names that are printed, characters confused."""
