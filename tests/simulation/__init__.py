"""A hall, a region, and everything that can go wrong between them, on one thread and from one seed.

The machines are real: the journal in its encrypted file, the exchange, the leases, the desks, the sequencer, the judge,
and (where the schedule says so) signed HTTP through the whole application. What is ours here is the world around them:

- `Schedule` (schedule.py): what happens, a list of `Step`s; a person can read it, cut it and run it. generator.py draws
  one from a seed.
- `World` (world.py): plays a schedule; owns the time, the dice, the machines and the `Ledger` of what was promised.
- `Node` (node.py): a machine as a thing that can be killed, imaged, restored and cloned; started by the start-up code.
- `Net` (net.py): carries requests between nodes; loses, doubles, delays, cuts and halves them.
- `Disk` (disk.py): beneath one journal; fills up, fails, or dies with its machine at a commit.
- `Property` (properties.py): what must hold once the world has healed.

`deeds.py` is what people do, `troubles.py` what befalls them. `run.py` plays a schedule and `many.py` thousands,
`shrink.py` cuts a failing one down to what a person reads in a minute, and `planted.py` holds the bugs that prove that
we would see one. Play a printed schedule again with `python3 build/dev.py simulate --script FILE`.
"""
