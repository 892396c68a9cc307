"""Projects, people, sessions and API keys."""
