"""Settings, one URLconf a face, and the WSGI door."""
