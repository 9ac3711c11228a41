"""How a sale treated its bidders, as a report and as lists for the terminal."""
