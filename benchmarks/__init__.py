"""What Evenhand reaches on public instances, measured beside its peer: same instances, same workers, one run."""
