"""Reports: one table model, and a writer for each format it is read in."""
