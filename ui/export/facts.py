"""What will be written and what of it will be lost, said before it is done."""

from collections.abc import Sequence

from PySide6.QtCore import Qt

from ui import numbers
from ui.export.choice import ALL, SHEET, Choice, Subject
from ui.language import sentences
from ui.widgets.labels import Label
from workbench.picture_files.maps import Survey
from workbench.picture_files.pictures import Saving


class Facts(Label):
    """A few sentences below what can be chosen."""

    def __init__(self, name: str, height: int) -> None:
        super().__init__("", wrap=True)
        self.setObjectName(name)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setMinimumHeight(height)

    def wait(self, part: float | None = None) -> None:
        """Say that the values are being counted; so much of them is, 0 to 1."""
        if part is None:
            self.setText(self.tr("Counting what would be lost…"))
        else:
            self.setText(self.tr("Counting what would be lost: {0} %").format(round(100 * part)))

    def tell(self, subject: Subject, choice: Choice, survey: Survey | None) -> None:
        """Say what a choice does; what is saved as shades has been counted in `survey`."""
        self.setText(self._words(subject, choice, survey))

    def tell_batch(self, photo: str, saving: Saving, survey: Survey) -> None:
        """Say what is lost of many photos, one of which has been counted."""
        by_itself = self.tr("The least value of each photo becomes black, its largest white; nothing is cut off.")
        words = self._values(saving, survey.channels, survey, by_itself)
        self.setText(sentences(self.tr("Counted in {0}.").format(photo), *words))

    def _words(self, subject: Subject, choice: Choice, survey: Survey | None) -> str:
        _, height, width = subject.shape
        if choice.what == SHEET:
            return self.tr("Every map is averaged down and drawn as the window draws it, with its channel and range.")
        by_itself = self.tr("The least value of each map becomes black, its largest white; nothing is cut off.")
        words = self._values(choice.saving, choice.channels, survey, "" if choice.is_one_file else by_itself)
        if not choice.is_one_file:
            words.append(self.tr("{0} files are written, one for each map.").format(len(choice.channels)))
        elif choice.what == ALL:
            words.append(self.tr("All maps go into one file."))
        if not subject.is_inference:
            words.append(self.tr("They are computed in training mode."))
        size = len(choice.channels) * height * width * choice.saving.dtype.itemsize
        fact = numbers.shape(height, width) + " · " + self.tr("at most {0}").format(numbers.size(size))
        return sentences(*words) + "\n" + fact

    def _values(self, how: Saving, channels: Sequence[int], survey: Survey | None, by_itself: str) -> list[str]:
        """The range of the values and what of them is lost; `by_itself` tells of min-max for each file by itself."""
        words = []
        if survey is not None:
            low, high = (numbers.rounded(value, 6) for value in survey.limits(channels))
            words.append(self.tr("Values {0} to {1}.").format(low, high))
        if survey is None or how.is_raw:
            return [*words, self.tr("They are written as they are; nothing is lost.")]
        return words + self._losses(how, channels, survey, by_itself)

    def _losses(self, how: Saving, channels: Sequence[int], survey: Survey, by_itself: str) -> list[str]:
        words = []
        lost = survey.losses(how.mapping, channels)
        low, high = (numbers.rounded(value, 6) for value in survey.limits(channels))
        half = how.white / 2
        bottom, top = (-half, half) if how.mapping == "offset" else (0.0, how.white)
        if how.mapping == "min-max":
            together = self.tr("{0} becomes black and {1} white; nothing is cut off.").format(low, high)
            words.append(by_itself or together)
        cut = [
            part.format(_share(share), numbers.rounded(limit))
            for share, limit, part in (
                (lost.below, bottom, self.tr("{0} below {1}")), (lost.above, top, self.tr("{0} above {1}")),
            ) if share
        ]  # fmt: skip
        if cut:
            words.append(self.tr("Cut off: {0}.").format(self.tr(", ").join(cut)))
        elif how.mapping != "min-max":
            words.append(self.tr("Nothing is cut off."))
        if lost.signs:
            words.append(self.tr("{0} lose their minus sign.").format(_share(lost.signs)))
        if lost.nans:
            words.append(self.tr("{0} are NaN and become black.").format(_share(lost.nans)))
        words.append(self.tr("Rounded to {0} shades.").format(numbers.count(1 << how.bits)))
        if how.format == "jpeg":
            words.append(self.tr("JPEG changes them a little more."))
        return words


def _share(share: float) -> str:
    """12.4 %, never 0 % of what there is some of, nor 100 % of what is not all."""
    if share >= 1:
        return "100 %"
    per_cent = 100 * share
    return "< 0.1 %" if per_cent < 0.1 else "> 99.9 %" if per_cent > 99.9 else f"{per_cent:.3g} %"
