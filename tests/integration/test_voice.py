"""Calls said aloud: a real player on a device that is a file, a real synthesizer, real clips."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest

from kiosk.clock import SystemClock
from kiosk.devices.announcer import Announcer
from kiosk.devices.speaker import AlsaSpeaker
from kiosk.devices.voice import BREATH_MS, JOINT_MS, Sound, Voice, read_sound, voice_of
from kiosk.domain.calling import Call
from kiosk.domain.speech import CHIME, NUMBER, vocabulary, words
from kiosk.errors import Fault
from kiosk.resources import resources
from tests.support.guards import ExpectLog
from tests.support.loudspeaker import Listener, device, sounds

PACK = resources() / "voice" / "mandarin"
FIRST, SECOND, THIRD = (Call(f"A00{number}", str(number), f"2026-11-20T01:00:0{number}.000Z") for number in (1, 2, 3))
ALL = frozenset({FIRST, SECOND, THIRD})
VOLUME = 60


@pytest.fixture(scope="module")
def voice() -> Voice:
    return voice_of("")


def sound_of(voice: Voice, call: Call, *, chime: bool) -> Sound:
    return voice.says(words(call), chime=chime).quieter(VOLUME)


def spoken(voice: Voice) -> dict[str, Sound]:
    """Every sound that the three calls make: with the chime the first time, without it when said again."""
    first = {f"{call.number} first": sound_of(voice, call, chime=True) for call in (FIRST, SECOND, THIRD)}
    return {**first, **{f"{call.number} again": sound_of(voice, call, chime=False) for call in (FIRST, SECOND, THIRD)}}


@contextmanager
def announcing(voice: Voice, speaker: Listener) -> Iterator[Announcer]:
    announcer = Announcer(voice, speaker, SystemClock())
    try:
        yield announcer
    finally:
        announcer.close()


@pytest.fixture
def heard(tmp_path: Path) -> Path:
    return tmp_path / "heard.raw"


@pytest.fixture
def listener(heard: Path) -> Listener:
    return Listener(AlsaSpeaker(device(heard)))


def test_our_voice_is_whole_and_nothing_else_lies_beside_it(voice: Voice) -> None:
    assert voice.missing() == []
    assert {path.stem for path in PACK.iterdir()} == set(vocabulary())


@pytest.mark.parametrize("word", vocabulary())
def test_a_clip_is_loud_and_begins_and_ends_in_silence(word: str) -> None:
    """So that joints do not click, and no word is lost among the others."""
    clip = read_sound((PACK / f"{word}.wav").read_bytes())
    samples = memoryview(clip.samples).cast("h")
    assert 0.15 < clip.seconds < 1.6
    assert 10_000 < max(map(abs, samples)) < 32_000
    assert max(abs(samples[0]), abs(samples[-1])) < 200


def test_a_call_is_its_clips_joined(voice: Voice) -> None:
    said = words(Call("A001", "3", ""))
    clips = [read_sound((PACK / f"{word}.wav").read_bytes()) for word in said]
    joined = voice.says(said)
    pauses = sum(BREATH_MS if word == NUMBER else JOINT_MS for word in said[:-1]) / 1000
    assert joined.seconds == pytest.approx(sum(clip.seconds for clip in clips) + pauses, abs=0.001)
    at = 0
    for clip in clips:
        at = joined.samples.index(clip.samples, at) + len(clip.samples)
    chime = read_sound((PACK / f"{CHIME}.wav").read_bytes())
    assert voice.says(said, chime=True).samples.startswith(chime.samples)


def test_a_call_takes_three_to_seven_seconds(voice: Voice) -> None:
    assert all(3 < voice.says(words(Call(number, "12", ""))).seconds < 7 for number in ("A001", "W777", "X1000"))


def test_volume_is_a_part_of_the_amplitude() -> None:
    assert Sound(8_000, b"\x00\x10\x00\xf0").quieter(50).samples == b"\x00\x08\x00\xf8"
    assert Sound(8_000, b"\xff\x7f\x00\x80").quieter(100).samples == b"\xff\x7f\x00\x80"


def test_every_call_is_heard_three_times_whole_and_in_turn(voice: Voice, listener: Listener, heard: Path) -> None:
    with announcing(voice, listener) as announcer:
        announcer.heard([FIRST], ALL, 3, VOLUME)
        announcer.heard([SECOND, THIRD], ALL, 3, VOLUME)
        assert listener.waits_for(9)
    order = [f"{call.number} {how}" for how in ("first", "again", "again") for call in (FIRST, SECOND, THIRD)]
    assert sounds(heard, spoken(voice)) == order


def test_who_has_come_is_not_called_again(voice: Voice, listener: Listener, heard: Path) -> None:
    with announcing(voice, listener) as announcer:
        announcer.heard([FIRST], ALL, 2, VOLUME)
        assert listener.waits_for(1)
        announcer.heard([SECOND], frozenset({SECOND}), 2, VOLUME)
        assert listener.waits_for(3)
    assert sounds(heard, spoken(voice)) == ["A001 first", "A002 first", "A002 again"]


def test_in_the_mute_hours_nothing_is_said_and_nothing_is_made_up_for(
    voice: Voice, listener: Listener, heard: Path
) -> None:
    with announcing(voice, listener) as announcer:
        announcer.heard([FIRST], ALL, 1, 0)
        announcer.heard([SECOND], ALL, 1, VOLUME)
        assert listener.waits_for(1)
    assert sounds(heard, spoken(voice)) == ["A002 first"]


def lacking(folder: Path, *missing: str) -> Voice:
    """Our voice without some of its clips."""
    shutil.copytree(PACK, folder)
    for word in missing:
        (folder / f"{word}.wav").unlink()
    return voice_of(str(folder))


def test_where_a_clip_lacks_the_synthesizer_says_the_whole_call(tmp_path: Path) -> None:
    voice = lacking(tmp_path / "voice", "A", "3")
    assert voice.missing() == ["3", "A"]
    assert voice.check() == f"{len(vocabulary()) - 2} 段录音，2 段由合成代替"
    made, ours = voice.says(words(THIRD)), voice.says(words(Call("B001", "1", "")))
    assert made.rate == 22_050
    assert 2 < made.seconds < 6
    assert max(memoryview(made.samples).cast("h")) > 5_000
    assert ours == voice_of("").says(words(Call("B001", "1", "")))


def test_without_clip_and_synthesizer_it_is_a_fault_that_names_the_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    voice = lacking(tmp_path / "voice", "A")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Fault, match="缺少 A") as trouble:
        voice.says(words(FIRST))
    assert trouble.value.code == "voice_incomplete"
    with pytest.raises(Fault, match="缺少 A"):
        voice.check()


@pytest.mark.parametrize("spoil", ["stereo", "rubbish", "other rate"])
def test_a_clip_that_cannot_be_used_is_named(tmp_path: Path, spoil: str) -> None:
    shutil.copytree(PACK, tmp_path / "voice")
    clip = tmp_path / "voice" / "7.wav"
    data = bytearray(clip.read_bytes())
    if spoil == "stereo":
        data[22:24] = b"\x02\x00"
    if spoil == "other rate":
        data[24:28] = (8_000).to_bytes(4, "little")
    clip.write_bytes(b"rubbish" if spoil == "rubbish" else data)
    with pytest.raises(Fault) as trouble:
        voice_of(str(tmp_path / "voice"))
    assert trouble.value.code == "voice_unreadable"


def test_no_such_device_is_told_once_and_the_calls_go_on(voice: Voice, expect_log: ExpectLog) -> None:
    expect_log("a call was not heard: no_sound")
    listener = Listener(AlsaSpeaker("no-such-card"))
    with announcing(voice, listener) as announcer:
        announcer.heard([FIRST, SECOND], ALL, 1, VOLUME)
        assert listener.waits_for(2)


def test_no_player_is_a_fault_that_names_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Fault, match="aplay") as trouble:
        AlsaSpeaker().play(Sound(8_000, bytes(800)))
    assert (trouble.value.code, trouble.value.mend) == ("no_player", "安装 alsa-utils")


def test_a_board_that_closes_does_not_wait_for_a_device_that_is_stuck(tmp_path: Path, voice: Voice) -> None:
    stuck = tmp_path / "stuck"
    os.mkfifo(stuck)
    listener = Listener(AlsaSpeaker(f"file:'{stuck}',raw"))
    with announcing(voice, listener) as announcer:
        announcer.heard([FIRST], ALL, 1, VOLUME)
    assert listener.ended <= 1


def test_two_sounds_are_never_heard_at_once(voice: Voice, heard: Path) -> None:
    """Whatever comes while one is said, it is queued: the captured samples hold each sound whole."""
    listener = Listener(AlsaSpeaker(device(heard)))
    with announcing(voice, listener) as announcer:
        tellers = [Thread(target=announcer.heard, args=([call], ALL, 1, VOLUME)) for call in (FIRST, SECOND, THIRD)]
        for teller in tellers:
            teller.start()
        for teller in tellers:
            teller.join()
        assert listener.waits_for(3)
    found = sounds(heard, spoken(voice))
    assert sorted(found) == ["A001 first", "A002 first", "A003 first"]
