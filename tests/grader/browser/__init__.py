"""Reports as a browser shows them. A package, so that its one browser is closed when its last test is through."""
