"""The flow of a run, drawn with LangGraph."""
