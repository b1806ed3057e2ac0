"""Tables: webhooks in and out."""
