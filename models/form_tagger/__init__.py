"""What each cell of a form is, and which cells belong together: a small layout-aware transformer."""
