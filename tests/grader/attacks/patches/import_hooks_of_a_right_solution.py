# /// attack
# does = "installs import hooks that refuse every module, and answers rightly"
# own = {}
# ///
"""After such a file nothing more can be imported in its process. What answers for it has imported all that it
needs."""

import sys


class Refusing:
    def find_spec(self, name, path=None, target=None):
        raise ImportError(f"{name} is refused")


sys.meta_path.insert(0, Refusing())
sys.path.clear()
sys.path_hooks.clear()
sys.path_importer_cache.clear()
