"""Proof that an assignment's hidden tests are good: mutants that they must kill, variants that they must spare."""
