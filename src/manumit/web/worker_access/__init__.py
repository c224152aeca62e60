"""The worker's own access: off until somebody has asked what is safe; decision 29."""
