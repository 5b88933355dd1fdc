"""DIP: a catalogue of groups built from records or taken as published, scores, and settlement to the cent. Pure."""
