"""Sound as arrays: reading, levelling, ducking, looping and limiting. All at 48 kHz stereo."""
