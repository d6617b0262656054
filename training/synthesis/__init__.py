"""Forms made on purpose: a record becomes a printed table in a known layout."""
