"""When Python looks for garbage. What a start makes stays for the whole run: imports, content, the reader of texts.

Searched again with everything else, these 150,000 objects held up everybody for a tenth of a second, once a second
under load. Objects that nobody names any more are freed as ever; only rings among them would stay.
"""

import gc


def begin() -> None:
    """No search while the program starts: it would look through ever more, and find little."""
    gc.disable()


def settle() -> None:
    """What is there now is not looked through again. To search it once would take longer than its 2 MB are worth."""
    gc.freeze()
    gc.enable()


def keep() -> None:
    """What has come since stays, too; for what is made beside the start, and ends after `settle`."""
    if gc.isenabled():
        gc.freeze()
