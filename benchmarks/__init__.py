"""Speed and memory, measured as ratios within one run: our pages beside the least a Flask view can spend."""
