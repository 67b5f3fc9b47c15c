"""On PYTHONPATH of a run and its Ray workers: arms the fault that MULTIGRAIN_CHAOS asks of this kind of process."""

import os

if "MULTIGRAIN_CHAOS" in os.environ:
    from tests.chaos.armed import arm

    arm(os.environ["MULTIGRAIN_CHAOS"])
