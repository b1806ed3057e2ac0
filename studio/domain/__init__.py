"""The words of the product as types."""
