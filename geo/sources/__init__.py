"""The only door to files of others: each module checks what comes in and reports all faults at once."""
