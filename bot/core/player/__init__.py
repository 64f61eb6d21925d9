"""Playing a routine: a list of timed steps, and a pure state that moves along it by presses and by the clock."""
