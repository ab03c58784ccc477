"""Where views run: a nonblocking one on the event loop, unless something around it may block."""

import unittest

from carboy_process import AppTest

CONFIG = """[app]
name = "placed"
extensions = ["placed"]

[server]
loops = 1
workers = 1

[placed]
blocks = "{blocks}"
"""
OF_THE_APP = ["url_value_preprocessor", "before_request", "after_request", "teardown_request", "teardown_app",
              "error", "error of a type", "before_app_request", "after_app_request", "teardown_app_request",
              "app_url_value_preprocessor", "app_error", "app_error of a type"]


class Place(AppTest):
    def setUp(self):
        super().setUp()
        self.install("v1", "placed")

    def places(self, blocks):
        """Returns where the nonblocking views of the app and of a group run."""
        self.write_config(CONFIG.format(blocks=blocks))
        with self.run_app() as running:
            worker = running.get("/blocks")
            self.assertEqual(worker[0], 200)
            return ["worker" if running.get(target) == worker else "loop" for target in ("/quick", "/group/quick")]

    def test_on_the_loop_when_nothing_around_it_blocks(self):
        self.assertEqual(self.places("nothing"), ["loop", "loop"])

    def test_on_a_worker_when_anything_of_the_app_may_block(self):
        for blocks in OF_THE_APP:
            with self.subTest(blocks):
                self.assertEqual(self.places(blocks), ["worker", "worker"])

    def test_a_blocking_hook_of_a_group_concerns_its_own_views(self):
        self.assertEqual(self.places("the group's"), ["loop", "worker"])


if __name__ == "__main__":
    unittest.main()
