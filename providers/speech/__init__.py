"""What speech engines share: child processes, espeak-ng's library, speakable words, assembly of audio and times."""
