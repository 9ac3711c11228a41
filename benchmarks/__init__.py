"""What lotledger costs, measured beside what it competes with, in the same run."""
