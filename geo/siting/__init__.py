"""Siting: the places that would newly cover most residents."""
