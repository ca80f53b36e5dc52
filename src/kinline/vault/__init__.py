"""Keys, and what is sealed with them. Keys live in a file outside the database."""
