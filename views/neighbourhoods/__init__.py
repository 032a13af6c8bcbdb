"""The parts of the page Buurten: where it is dry, two neighbourhoods, what if, new places, when and for whom."""
