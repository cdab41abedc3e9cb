"""Flow: a thing's states and steps as one table.

The same table draws the buttons (`open_steps`), refuses the rest (`take`), prints the diagram
in the guide (`diagram`) and is walked by the permission tests.
"""

from koinon.core.flow.flow import Flow, Step, step

__all__ = ["Flow", "Step", "step"]
