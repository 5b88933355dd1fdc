"""The expression language of packs: a closed set of operations, its parser and one printer per engine. Pure."""
