"""What may happen, and in which order. No HTTP here: every door calls the same functions."""
