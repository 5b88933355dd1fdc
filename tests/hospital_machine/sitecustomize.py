"""Commands that tests start see what a hospital's machine has: no pandas. It is here for the bench, and where it can be
found pyarrow loads it with the first list it is given, half a second of processor time a command."""

import sys


class _NotThere:
    def find_spec(self, name, path=None, target=None):
        if name == "pandas":
            raise ModuleNotFoundError("not on a hospital's machine", name=name)


sys.meta_path.insert(0, _NotThere())
