"""Records: the append-only, hash-chained trail, electronic signatures, verification and export."""
