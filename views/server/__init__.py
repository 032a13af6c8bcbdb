"""What the server answers besides the app: files, headers and the first document."""
