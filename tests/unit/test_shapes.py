"""A message may be the first of its kind to two threads at once: msgspec has learned its shape before."""

import subprocess
import sys

OFTEN = 5
"""Without what is guarded here about every other run ends in a crash."""
RACE = """
import sys, threading
import msgspec
import kiosk.sync.link, kiosk.server.api, kiosk.domain.appointment
from kiosk import wire
from kiosk.domain.appointment import SLOT_KINDS, Slot
from kiosk.domain.bodies import CASE_KINDS
from kiosk.domain.progress import Progress
from kiosk.domain.registry import REGISTRY_KINDS
from kiosk.machine import Identity
from kiosk.wiping import Note

messages = [one for one in vars(wire).values() if isinstance(one, type) and one.__module__ == "kiosk.wire"]
shapes = [*messages, Slot, Progress, Identity, Note]
shapes += [*SLOT_KINDS.values(), *CASE_KINDS.values(), *REGISTRY_KINDS.values()]
sys.setswitchinterval(1e-6)
start = threading.Barrier(4)

def filled(shape):
    names = shape.__struct_fields__ if issubclass(shape, msgspec.Struct) else shape.__dataclass_fields__
    return msgspec.json.encode(dict.fromkeys(names, ""))

def read():
    for shape in shapes:
        start.wait()
        try:
            msgspec.json.decode(filled(shape), type=shape)
        except msgspec.ValidationError:
            pass

threads = [threading.Thread(target=read) for _ in range(4)]
for one in threads: one.start()
for one in threads: one.join()
print(len(shapes))
"""


def test_the_first_message_of_a_kind_may_come_to_several_threads_at_once() -> None:
    for _ in range(OFTEN):
        done = subprocess.run([sys.executable, "-c", RACE], capture_output=True, text=True, check=True)
        assert int(done.stdout) > 40
