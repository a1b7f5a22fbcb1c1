"""From a bare Python to a running game: environment, browser's part, private Valkey, web server."""
