"""What each page shows, read in a fixed number of queries whatever the number of students."""
