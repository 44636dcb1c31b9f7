"""What the whole pipeline costs and sees, under its list."""

from PySide6.QtWidgets import QGridLayout, QWidget

from ui import numbers
from ui.widgets.areas import Area
from ui.widgets.labels import Label
from ui.widgets.painting import ALIGN_RIGHT
from workbench.session import State

DASH = "—"
GIVEN_AWAY = ({"weights", "biases"}, {"multiplications", "additions"}, {"field"}, set())
"""The facts that each total would give away."""


class Totals(Area):
    """Parameters, multiply–adds, receptive field and jump of the plan; dashes where it is refused."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("panel", "top", parent=parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 12, 12, 12)
        grid.setVerticalSpacing(4)
        self._values = []
        for index, title in enumerate(
            (self.tr("Parameters"), self.tr("Multiply–adds"), self.tr("Receptive field"), self.tr("Jump"))
        ):
            value = Label(DASH, px=12, weight=500, align=ALIGN_RIGHT)
            grid.addWidget(Label(title, "dim", px=12), index, 0)
            grid.addWidget(value, index, 1)
            self._values.append(value)

    def set_state(self, state: State) -> None:
        """Show the totals of a state's plan, none that a lesson asks for."""
        plan = state.plan
        if plan is None or plan.refusal is not None:
            values = [DASH] * 4
        else:
            down, across = plan.jump
            values = [
                numbers.count(plan.parameters),
                numbers.count(plan.multiplications),
                numbers.shape(*plan.receptive_field),
                str(down) if down == across else numbers.shape(down, across),
            ]
        asked = {fact for fact, _ in state.hidden}
        for label, value, facts in zip(self._values, values, GIVEN_AWAY, strict=True):
            label.setText(numbers.HIDDEN if asked & facts else value)
