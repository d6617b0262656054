"""The steps from every earlier schema of the database to this one."""
