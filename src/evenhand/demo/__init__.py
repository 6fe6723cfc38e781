"""The demo plant: an invented contract manufacturer, its portfolio in mid-flight, and portfolios like it of any size."""
