"""Pictures and figures on their way out."""
