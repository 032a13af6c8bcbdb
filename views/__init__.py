"""The app's pages: what Streamlit shows of the bundle."""
