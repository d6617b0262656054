"""Archives: many files, read once each, into tables that analysts query."""
