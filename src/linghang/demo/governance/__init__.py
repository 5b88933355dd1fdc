"""A year of supervised work in the five demonstration institutions: adopted programmes, and tasks with their course."""
