"""Speed, told as ratios of one run or as seconds under their targets: `make bench`."""
