"""Django's SQLite backend, with turns at writing."""
