"""Tables: events of runs, deliveries, answers by idempotency key."""
