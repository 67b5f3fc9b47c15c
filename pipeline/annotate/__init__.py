"""Taking records through the stages: the graph, the fold over the ledger, one slice at a time."""
