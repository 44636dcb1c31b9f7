"""Why a value is what it is: ledgers, receptive fields, windows on their way, gradients."""
