"""Training of the form tagger on synthetic forms, exact and damaged as flattening damages them."""
