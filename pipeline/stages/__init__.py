"""The verbs: each takes one record and gives one outcome."""
