import gc

from bot.ops import memory


def test_what_a_start_made_is_not_searched_again_and_later_garbage_is() -> None:
    before = gc.get_freeze_count()
    try:
        memory.begin()
        assert not gc.isenabled()
        memory.keep()
        assert gc.get_freeze_count() == before
        memory.settle()
        assert gc.isenabled()
        assert gc.get_freeze_count() > before
        assert len(gc.get_objects()) < gc.get_freeze_count()
        ring: list[object] = []
        ring.append(ring)
        del ring
        assert gc.collect() >= 1
    finally:
        gc.enable()
        gc.unfreeze()
