"""Measure extraction on gold records: inputs, predictions, figures, errors."""
