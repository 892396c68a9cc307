"""Intervals, comparisons and agreement, as plain functions of numbers."""
