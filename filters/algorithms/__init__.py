"""One file for each way to convolve. All take the same arguments and equal `plain`."""
