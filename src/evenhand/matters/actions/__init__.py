"""What people and the clocks do to matters: one action a verb."""
