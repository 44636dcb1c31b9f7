"""What a step computes, in one line of mathematics under its parameters. x is the value it reads, y the value it gives.

A join reads a from the step before it and b from the one that it names. Convolution and pooling are not here: the sum
and the window of one value are drawn by the laboratories.
"""

DEFINITIONS = {
    "batch_norm": "y = γ (x − µ) ÷ √(σ² + ε) + β",
    "relu": "y = max(x, 0)",
    "sigmoid": "y = 1 ÷ (1 + e⁻ˣ)",
    "tanh": "y = (eˣ − e⁻ˣ) ÷ (eˣ + e⁻ˣ)",
    "silu": "y = x ÷ (1 + e⁻ˣ)",
    "hardswish": "y = x · min(max(x + 3, 0), 6) ÷ 6",
    "softplus": "y = ln(1 + eˣ)",
    "elu": "y = max(x, 0) + α (eᵐ − 1), m = min(x, 0)",
    "gelu": "y = x · Φ(x)",
    "softmax": "y = eˣ ÷ Σ eˣ",
    "add": "y = a + b",
    "multiply": "y = a · b",
    "magnitude": "y = √(a² + b²)",
}
