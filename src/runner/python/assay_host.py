"""The process in which programs and metrics in Python run: a thread a call, or one event loop for all that are async.

It talks to Assay over file descriptor 3, a JSON object a line in both directions; python-protocol.ts has its messages.
"""

import os
import sys

CHANNEL = 3
NEWEST_REFUSED = (3, 8)


def main():
    # Before anything that older versions can't read.
    if sys.version_info[:2] <= NEWEST_REFUSED:
        version = ".".join(str(part) for part in sys.version_info[:3])
        os.write(CHANNEL, ('{"type":"hello","version":"%s","isOld":true}\n' % version).encode())
        return
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    import assay_channel
    import assay_work

    del sys.path[0]
    assay_channel.prepare_process()
    assay_work.serve(assay_channel.Channel(CHANNEL))


if __name__ == "__main__":
    main()
