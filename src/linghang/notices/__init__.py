"""What a person should learn without being phoned: notices on the site, by e-mail and by webhook."""
