"""Bundle tables drawn as map layers, and the words that go with them."""
