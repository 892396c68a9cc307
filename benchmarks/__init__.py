"""Measurements, always as the ratio to something else in the same run."""
