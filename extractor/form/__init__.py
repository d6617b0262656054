"""Sheet → forms: what each form says, verbatim."""

from extractor.form.reader import read_forms

__all__ = ["read_forms"]
