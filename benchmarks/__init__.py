"""Speed and memory, measured against peers; `make bench` runs them."""
