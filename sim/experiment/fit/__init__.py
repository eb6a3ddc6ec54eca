"""Free parameters of a scenario fitted to real sales: simulated moments, and what the data cannot see."""
