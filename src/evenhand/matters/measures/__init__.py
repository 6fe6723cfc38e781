"""How well matters are dealt with: the definitions, which the page of the measures and the lists behind it share."""
