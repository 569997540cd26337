"""Bugs planted on purpose, each in the place of the real function while a test wants it there. No product code knows.

A simulation that misses one of them would miss its like: each must be caught within `WITHIN` schedules.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

from tests.simulation import planted_servers as servers
from tests.simulation import planted_terminals as terminals

WITHIN = 500
Plant = Callable[[], AbstractContextManager[Any]]

PLANTED: Mapping[str, Plant] = {
    one.__name__: one
    for one in (
        servers.acks_before_commit,
        terminals.cursor_ahead_of_rows,
        terminals.cursor_leaps,
        servers.dedup_by_seq,
        terminals.epoch_ignored,
        terminals.back_to_ignored,
        terminals.rewind_forgets_outbox,
        terminals.prune_on_ack,
        terminals.backed_up_mark_ignored_by_tidy,
        terminals.files_forgotten_unsent,
        terminals.retry_not_rearmed,
        terminals.stored_taken_for_judged,
        terminals.settle_without_verdict,
        terminals.verdict_recomputed_locally,
        servers.gap_ignored,
        terminals.clone_ignored,
        terminals.clone_drops_unsent,
        servers.restored_in_the_old_epoch,
        servers.restored_as_the_old_author,
        servers.witness_unheard,
        servers.begins_as_its_disk_says,
        servers.quota_returned_too_early,
        servers.lent_quota_forgotten,
        terminals.lease_number_reused,
        terminals.block_not_told,
        servers.told_ignored,
        terminals.unheard_not_dropped,
        terminals.unheard_kept_at_start,
        servers.blob_confirmed_before_complete,
        servers.blob_hash_unchecked,
        servers.blob_not_in_backup,
        servers.first_backup_binds_nobody,
        servers.newcomers_get_today,
        terminals.start_without_catching_up,
        servers.held_stream_passes,
        servers.replica_out_of_turn,
        servers.day_turned_by_its_own_clock,
        servers.day_closed_by_its_own_clock,
        terminals.view_folded_out_of_order,
    )
}
