"""The service under faults: `python -m tests.serve.chaos --help`."""
