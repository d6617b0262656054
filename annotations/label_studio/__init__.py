"""Label Studio: a small client of its API, a local server, and tasks pushed and pulled."""
