# /// attack
# does = "replaces builtins in odd but harmless ways, and answers rightly"
# own = {}
# ///
"""A file that defines its own print, open and input for everybody is bad style and no mistake."""

import builtins

builtins.print = lambda *_, **__: None
builtins.open = builtins.input = builtins.exit = builtins.quit = lambda *_, **__: None
builtins.sum = np.sum
builtins.help = 5
del builtins.copyright
