"""Under what values are kept: a digest of all that they depend on, back to the photo."""

import hashlib

from workbench.plan import Plan, StepPlan
from workbench.sources import Source


class Keys:
    """The digests of one plan's steps on one source. Steps that are off have that of the one they pass on."""

    def __init__(self, plan: Plan, source: Source) -> None:
        self._plan, self._source = plan, source
        self._known: dict[str, bytes] = {}

    def __getitem__(self, step_id: str) -> bytes:
        return self.of(self._plan.computed(step_id))

    def of(self, row: StepPlan) -> bytes:
        """The digest of a step itself."""
        if row.id not in self._known:
            for own in self._plan.way(row.id):
                self._known[own.id] = self._digest(own)
        return self._known[row.id]

    def _digest(self, row: StepPlan) -> bytes:
        digest = hashlib.blake2b(digest_size=16)
        if row.step is None:
            digest.update(repr((self._source.key, self._plan.document.white, self._plan.training)).encode())
        else:
            if row.step.enabled:
                digest.update(row.step.key)
            for name in row.inputs:
                digest.update(self._known[name])
        return digest.digest()
