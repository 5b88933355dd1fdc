"""Reports: sentence templates filled with traceable figures, as html and as docx in the official layout."""
