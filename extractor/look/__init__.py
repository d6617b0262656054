"""A page image, looked at once: turned upright, made flat, its boundaries and lines found."""
