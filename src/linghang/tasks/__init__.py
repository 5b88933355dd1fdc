"""Supervised tasks: from the order to the evidence that it was carried out."""
