"""What a matter costs and who bears it. Pure: integers of a currency's minor unit, and nothing is ever rounded away."""
