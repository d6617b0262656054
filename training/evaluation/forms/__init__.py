"""How well the form stage reads synthetic forms: by rules, by the tagger, by both."""
