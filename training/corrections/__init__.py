"""Corrected forms as what the networks learn from: derived truth, fine-tuning, what to choose."""
