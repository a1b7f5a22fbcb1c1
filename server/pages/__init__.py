"""Pages that belong to no other app: home, errors, and the templates that every page extends."""
