"""The ways to compute a convolution: each a file with one function `run(task)`, all equal to `plain`."""
