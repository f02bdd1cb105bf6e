"""The server of compose.yaml can load what it unpacks: a tmpfs without `exec` refuses the library that decodes WebP."""

import pathlib
import re
import unittest

COMPOSE = pathlib.Path(__file__).with_name("compose.yaml").read_text(encoding="utf-8")


class Compose(unittest.TestCase):
    def test_what_is_unpacked_below_tmp_may_be_loaded(self):
        mounts = re.findall(r"^ *- (/tmp\b\S*)$", COMPOSE, re.MULTILINE)
        self.assertEqual(["/tmp:exec"], mounts)


if __name__ == "__main__":
    unittest.main()
