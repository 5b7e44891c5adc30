"""What counts, posted to the learning system that students look into."""
