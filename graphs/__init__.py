"""The flow of a run, drawn with LangGraph. Read `content.py` first."""

from studio.settings import strict_checkpoints

strict_checkpoints()
