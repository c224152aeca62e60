"""Posteriors: interactions above a threshold, decomposable graphs, latent classes."""
