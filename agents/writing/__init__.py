"""The deterministic writer: packs of advice, structures that arrange them, and the fit to a length."""
