"""The functional core: the chat handlers and the two state machines, as pure functions.

What is known, what happened and `Moment(now, entropy, heard)` go in; what is now true and who must
be told come out. Nothing here reads a clock, draws a random number, opens a file, talks to a
network, writes a log or waits: whoever expects glue to a chat library finds it in `bot/`.
"""
