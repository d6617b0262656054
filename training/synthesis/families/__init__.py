"""Layout families of invented forms: a record becomes a sheet whose cells know what they mean."""
