"""The faces of the product: command line and HTTP."""
