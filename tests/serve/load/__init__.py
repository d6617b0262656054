"""How the service answers under load: `python -m tests.serve.load --help`."""
