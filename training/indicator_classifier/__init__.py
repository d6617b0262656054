"""What the classifier of indicators learns from, its network, its refits and its figures."""
