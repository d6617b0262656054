"""The HTTP edge: bodies in, problems, headers, logs and metrics out."""
