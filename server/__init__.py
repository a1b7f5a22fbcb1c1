"""The server: Django for pages and records, Channels for the live rooms."""
