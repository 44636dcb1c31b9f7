"""A recipe that ends the process it is taken up in, as a crash in a decoder would."""

import os
import signal

from workbench.batch.recipe import Recipe
from workbench.document import Document


class Crashing(Recipe):
    """Reading its pipeline is the last thing that a process does."""

    def document(self) -> Document:
        os.kill(os.getpid(), signal.SIGKILL)
        return super().document()
