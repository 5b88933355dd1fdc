"""Side-by-side measurements in one run, against the limits and peers that can be installed: `linghang bench`."""
