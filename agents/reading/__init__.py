"""The deterministic reader: from the words of a brief to a typed spec, without a language model.

The way of a brief: `text` cleans it, `addressed` takes out what speaks to the software, `language`
tells the language, `corrections` applies the user's changes of mind, the wish files mark what they
understand, `heads` finds the pieces asked for, `groups` gives each its share of the words, `topics`
reads what is left as the topic, and `assemble` makes pieces of it and checks the limits.
"""
