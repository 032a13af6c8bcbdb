"""Readers of the files of CBS: neighbourhoods, key figures, postcodes and squares."""
