"""Load and cost measurements: `make bench`. Never a timed test; see docs/decisions/0012."""
