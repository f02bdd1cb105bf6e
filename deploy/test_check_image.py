"""Images that AWS would refuse are refused here, by a message that says how they are built rightly."""

import unittest

from check_image import of_config, of_manifest

GZIP = "application/vnd.docker.image.rootfs.diff.tar.gzip"


def manifest(kind="application/vnd.docker.distribution.manifest.v2+json", layer=GZIP):
    return {"schemaVersion": 2, "mediaType": kind, "layers": [{"mediaType": layer, "size": 1}]}


def config(architecture="amd64", user="10001:10001"):
    return {"os": "linux", "architecture": architecture, "config": {"User": user}}


class CheckImage(unittest.TestCase):
    def test_an_image_as_the_commands_build_it_is_taken(self):
        self.assertEqual([], list(of_manifest(manifest())))
        self.assertEqual([], list(of_config(config(), "amd64")))
        self.assertEqual([], list(of_config(config("arm64"), "arm64")))

    def test_an_oci_manifest_may_leave_its_type_out(self):
        found = manifest(layer="application/vnd.oci.image.layer.v1.tar+gzip")
        del found["mediaType"]
        self.assertEqual([], list(of_manifest(found)))

    def test_an_index_is_refused_as_attestations_make_one(self):
        (said,) = of_manifest({"mediaType": "application/vnd.oci.image.index.v1+json", "manifests": [{}, {}]})
        self.assertIn("an index of 2", said)
        self.assertIn("--provenance=false", said)

    def test_an_arm64_image_is_refused_where_the_function_is_x86_64(self):
        (said,) = of_config(config("arm64"), "amd64")
        self.assertIn("expected linux/amd64, found linux/arm64", said)
        self.assertIn('architecture = "arm64"', said)

    def test_an_x86_64_image_is_refused_on_graviton(self):
        (said,) = of_config(config(), "arm64")
        self.assertIn("--platform linux/arm64", said)

    def test_other_manifests_and_layers_are_refused(self):
        (said,) = of_manifest(manifest(kind="application/vnd.docker.distribution.manifest.v1+prettyjws"))
        self.assertIn("manifest.v1", said)
        (said,) = of_manifest(manifest(layer="application/vnd.oci.image.layer.v1.tar+zstd"))
        self.assertIn("zstd", said)

    def test_root_is_refused_under_all_its_names(self):
        for user in ("", "0", "0:0", "root"):
            with self.subTest(user=user):
                self.assertEqual(1, len(list(of_config(config(user=user), "amd64"))))


if __name__ == "__main__":
    unittest.main()
