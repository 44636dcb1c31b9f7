"""Themed plots: curves of activations, strengths on a logarithmic axis."""
