"""The app's pages: what Streamlit shows of the bundle. Nothing is computed here that another door could want."""
