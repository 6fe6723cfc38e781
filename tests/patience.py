"""How long a test waits for what comes in its own time, in seconds. On a machine that is busy with other things that may be long; it decides nothing."""

PATIENCE = 60
LONG_PATIENCE = 300  # for what has to be solved first
