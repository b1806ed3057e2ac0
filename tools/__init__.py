"""What a plan may call, one file each."""
