"""The window: it shows what workbench says and turns gestures into intents."""
