"""What each cell of a form is, and what belongs together: a small layout-aware transformer."""
