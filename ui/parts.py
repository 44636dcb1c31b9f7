"""What the window has before anything is open: one of each, handed to whoever joins them."""

from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from ui.main_window import MainWindow


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
    def made(cls, window: "MainWindow", session: Session, bridge: Bridge) -> "Parts":
        """Those that a window shows, and the rest of them."""
        files = Files(session, bridge, window.notices, window)
        return cls(
            session, bridge, Viewport(window), Display(), files,
            Batches(session, bridge, files.saving, window.notices, window), Experiments(bridge, window),
            window.actions_, window.toolbar, window.notices, window.status,
        )  # fmt: skip
