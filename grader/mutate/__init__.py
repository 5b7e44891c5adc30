"""First-order mutants of a reference: what no hidden test notices is a hole in the tests, or is no change at all."""
