"""The steps of the images' build lay files where the next step looks for them. Java is stood in for by a script."""

import os
import subprocess
import tempfile
import unittest
from pathlib import Path

ASSEMBLE = Path(__file__).resolve().parent / "assemble.sh"
# Writes the two files that Rehearsal.java is told to write, as Java does: into folders that are there.
JAVA = """#!/bin/bash
set -e
case "$*" in
  *Rehearsal.java*) for file in "${@: -2}"; do echo x >"$file"; done ;;
  *) while [ $# -gt 0 ]; do case "$1" in --dataset) dataset=$2 ;; --data-dir) data=$2 ;; esac; shift; done
     [ -f "$dataset" ] && [ -f "$data/store/stackwright/uploads/drawn.jpg" ] ;;
esac
"""


class Assemble(unittest.TestCase):
    def test_the_rehearsal_has_a_dataset_and_a_photo_that_requests_may_name(self):
        with tempfile.TemporaryDirectory() as work:
            java = Path(work, "jdk/bin/java")
            java.parent.mkdir(parents=True)
            java.write_text(JAVA)
            java.chmod(0o755)
            root = Path(work, "root")
            done = subprocess.run([ASSEMBLE, "rehearsal", str(root)], capture_output=True, text=True,
                                  env={**os.environ, "JAVA_HOME": f"{work}/jdk"})
            self.assertEqual((0, ""), (done.returncode, done.stderr))
            asked = "s3://stackwright/uploads/drawn.jpg"
            self.assertIn(asked, ASSEMBLE.read_text(), "the photo that the archive is made with")
            self.assertTrue((root / "rehearsal/data/store" / asked.removeprefix("s3://")).is_file())
            self.assertFalse((root / "rehearsal/drawn.zip").exists(), "the dataset is no part of the image")


if __name__ == "__main__":
    unittest.main()
