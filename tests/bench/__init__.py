"""What the product's promises of speed are measured with: each figure beside a yardstick from the same run."""
