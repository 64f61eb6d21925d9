"""For all tests of a run."""

import gc
import os

# The walks keep millions of objects; looking through all of them again and again took a third of the whole run.
gc.set_threshold(200_000, 20, 100)

# Nothing here may reach a database that whoever runs the tests has set.
os.environ.pop("DATABASE_URL", None)
