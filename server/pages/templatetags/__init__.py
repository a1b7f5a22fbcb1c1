"""What templates of all apps may load."""
