"""Pages that stand alone: one file of HTML each, and the plot of a lot."""
