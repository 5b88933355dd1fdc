"""Party life of the demonstration region: who is a member where, elections and terms, dues."""
