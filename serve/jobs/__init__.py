"""Documents read by workers, each in a child process that may die."""
