"""What people corrected comes to the models that read: gathered, counted, taught, promoted."""
