"""Which networks are in use: versions, figures of champion and challenger, promotion. No torch."""
