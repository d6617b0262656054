"""Forms read by what a tagger says of each cell, alone or beside the rules."""
