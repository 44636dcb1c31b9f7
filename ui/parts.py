"""What the window has before anything is open: one of each, handed to whoever joins them."""

from PySide6.QtWidgets import QWidget

from filters.records import dataclass
from ui.actions import Actions
from ui.batch.batches import Batches
from ui.bridge import Bridge
from ui.display import Display
from ui.experiments import Experiments
from ui.files.files import Files
from ui.messages import NoticeBar
from ui.status_bar import StatusBar
from ui.toolbar import Toolbar
from ui.viewport import Viewport
from workbench.session import Session


@dataclass(frozen=True, eq=False)
class Parts:
    """The objects that outlive every photo and pipeline."""

    session: Session
    bridge: Bridge
    viewport: Viewport
    display: Display
    files: Files
    batches: Batches
    experiments: Experiments
    actions: Actions
    toolbar: Toolbar
    notices: NoticeBar
    status: StatusBar

    @classmethod
    def made(
        cls, window: QWidget, session: Session, bridge: Bridge,
        *, actions: Actions, toolbar: Toolbar, notices: NoticeBar, status: StatusBar,
    ) -> "Parts":  # fmt: skip
        """Those that a window shows, and the rest of them."""
        files = Files(session, bridge, notices, window)
        batches = Batches(session, bridge, files.saving, notices, window)
        return cls(
            session, bridge, Viewport(window), Display(), files, batches, Experiments(bridge, window),
            actions, toolbar, notices, status,
        )  # fmt: skip
