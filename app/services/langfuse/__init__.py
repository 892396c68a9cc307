"""What Langfuse's API asks for, in the words of this registry."""
