from pathlib import Path

import pytest

from bot.ops.disk import find_mount, why_not_lasting

MOUNTS = """\
22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda rw
25 22 0:21 / /tmp rw - tmpfs tmpfs rw
30 22 0:40 / /srv/box rw - overlay overlay rw
31 30 8:1 / /srv/box/data rw - ext4 /dev/sda rw
32 22 8:2 / /with\\040space rw - tmpfs tmpfs rw
garbage
"""
OVERLAY = "1 0 0:1 / / rw - overlay overlay rw"


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/home/me", ("/", "ext4")),
        ("/tmp/x", ("/tmp", "tmpfs")),
        ("/tmpfiles/x", ("/", "ext4")),
        ("/srv/box/app", ("/srv/box", "overlay")),
        ("/srv/box/data/easeback", ("/srv/box/data", "ext4")),
        ("/with space/x", ("/with space", "tmpfs")),
    ],
)
def test_the_closest_mount_counts(path: str, found: tuple[str, str]) -> None:
    assert find_mount(path, MOUNTS) == found


@pytest.mark.parametrize(
    ("folder", "env", "mounts", "word"),
    [
        ("/app/data", {"DYNO": "worker.1"}, MOUNTS, "Heroku"),
        ("/app/data", {"RENDER": "true"}, MOUNTS, "attach a disk"),
        ("/app/data", {"RAILWAY_ENVIRONMENT": "production"}, MOUNTS, "attach a volume"),
        (
            "/app/data",
            {"RAILWAY_ENVIRONMENT": "production", "RAILWAY_VOLUME_MOUNT_PATH": "/keep"},
            MOUNTS,
            "EASEBACK_DATA=/keep",
        ),
        ("/app/data", {}, OVERLAY, "mount a volume"),
        ("/tmp/data", {}, MOUNTS, "memory"),
    ],
)
def test_a_disk_that_does_not_last_is_named(folder: str, env: dict[str, str], mounts: str, word: str) -> None:
    sentence = why_not_lasting(Path(folder), env, mounts)
    assert sentence is not None
    assert word in sentence


@pytest.mark.parametrize(
    ("folder", "env", "mounts"),
    [
        ("/home/me/data", {}, MOUNTS),
        ("/home/me/data", {}, ""),
        ("/srv/box/data", {"RENDER": "true"}, MOUNTS),
        ("/keep/data", {"RAILWAY_ENVIRONMENT": "production", "RAILWAY_VOLUME_MOUNT_PATH": "/keep"}, MOUNTS),
    ],
)
def test_a_disk_that_lasts_is_left_alone(folder: str, env: dict[str, str], mounts: str) -> None:
    assert why_not_lasting(Path(folder), env, mounts) is None
