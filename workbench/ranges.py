"""What a white photo pixel is worth to the first step, by the document's `value_range`."""

RANGES = {"0-255": 255.0, "0-1": 1.0}
