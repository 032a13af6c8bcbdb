"""The public surface of `geo`: tables of anyone in, checked at the door, and tables on their own index out."""
