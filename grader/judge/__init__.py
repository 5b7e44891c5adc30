"""Run hidden tests on one submission and turn what happens into a Grade."""
