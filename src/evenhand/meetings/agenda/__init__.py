"""What belongs on the agenda of a production meeting: one source a file, each in a number of queries that does not grow."""
