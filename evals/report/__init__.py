"""A report for people: in the terminal, as JSON, and as one page that needs nothing else."""
