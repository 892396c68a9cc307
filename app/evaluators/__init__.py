"""Ways of scoring an output, a file a kind, and the list of them."""
