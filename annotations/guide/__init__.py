"""The pictures of the annotators' guide, and what draws them."""
