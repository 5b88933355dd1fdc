"""Official prose read as data: cleaned text, outline, figures, checks. Pure."""
