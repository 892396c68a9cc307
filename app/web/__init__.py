"""What API and admin share: who is asking, CSRF, headers, request ids, limits."""
