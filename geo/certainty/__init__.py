"""How sure a figure is: places that may be gone, places whose spot is rough, and homes spread over their postcode."""
