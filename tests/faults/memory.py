"""How much memory a server program takes while it is asked."""

import threading

import psutil

from tests.faults.breaking import worker_of


class largest_rss:
    """Of whichever process answers, looked at twenty times a second."""

    def __init__(self, api):
        self.api, self.largest_mb = api, 0.0
        self.over = threading.Event()
        self.looking = threading.Thread(target=self.look)

    def look(self):
        while not self.over.wait(0.05):
            try:
                rss = worker_of(self.api).memory_info().rss
            except (psutil.NoSuchProcess, ValueError):
                continue
            self.largest_mb = max(self.largest_mb, rss / 2**20)

    def __enter__(self):
        self.looking.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.looking.join()
