"""The demonstration region. It writes files, as hospitals would export them, and knows no table of the site."""
