"""The frame of the app: its pages, navigation and start."""
