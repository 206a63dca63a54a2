"""The experiment with lrtui; prints the seconds of processor time that it took."""

from __future__ import annotations

import sys
from time import process_time

from lrtui.labs.network.lab import NetworkLab
from lrtui.labs.network.settings import NetworkSettings
from tests.real_data import plain

settings = NetworkSettings(recipes=plain(*map(float, sys.argv[1].split(","))), epochs=int(sys.argv[2]))
NetworkLab(settings)  # the data, and whatever is made ready at a first use
start = process_time()
NetworkLab.finished(settings)
print(process_time() - start)
