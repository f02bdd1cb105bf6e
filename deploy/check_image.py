#!/usr/bin/env python3
"""Whether AWS takes an image, asked before it is deployed: one image and no index, of the wanted platform, not as root.

    deploy/check_image.py docker://REPOSITORY@sha256:… [--architecture arm64]

The reference is one that skopeo knows (docker://, dir:, oci:, containers-storage:). Needs skopeo. Prints the layers' sizes
as they are transferred; ends with 1 where the image would be refused, and says why.
"""

import argparse
import json
import subprocess
import sys

# What AWS Lambda takes: https://docs.aws.amazon.com/lambda/latest/dg/images-create.html
MANIFESTS = {
    "application/vnd.docker.distribution.manifest.v2+json",
    "application/vnd.oci.image.manifest.v1+json",
}
LAYERS = {
    "application/vnd.docker.image.rootfs.diff.tar.gzip",
    "application/vnd.docker.image.rootfs.diff.tar",
    "application/vnd.oci.image.layer.v1.tar+gzip",
    "application/vnd.oci.image.layer.v1.tar",
}


def of_manifest(manifest):
    """What is wrong with a manifest."""
    if "manifests" in manifest:
        yield (f"expected one image, found an index of {len(manifest['manifests'])}, which AWS Lambda refuses: build with "
               "--provenance=false --sbom=false and one --platform")
        return
    kind = manifest.get("mediaType", "application/vnd.oci.image.manifest.v1+json")
    if kind not in MANIFESTS:
        yield f"expected a manifest of Docker (version 2) or OCI, found {kind}: push it with a newer Docker"
    for found in sorted({layer["mediaType"] for layer in manifest.get("layers", [])} - LAYERS):
        yield f"expected layers as tar or gzip, found {found}: build without --output compression=…"


def of_config(config, architecture):
    """What is wrong with an image's configuration."""
    found = f"{config.get('os')}/{config.get('architecture')}"
    if found != f"linux/{architecture}":
        yield (f"expected linux/{architecture}, found {found}: build with --platform linux/{architecture}"
               + (", or set architecture = \"arm64\" for the function" if found == "linux/arm64" else ""))
    user = config.get("config", {}).get("User", "")
    if user.split(":")[0] in ("", "0", "root"):
        yield f"expected a user that is not root, found {user or 'none'}: the Dockerfile names one with USER"


def asked(reference, what):
    done = subprocess.run(["skopeo", "inspect", what, reference], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"skopeo cannot read {reference}: {done.stderr.strip()}")
    return json.loads(done.stdout)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("reference")
    arguments.add_argument("--architecture", default="amd64", choices=["amd64", "arm64"])
    chosen = arguments.parse_args()
    manifest = asked(chosen.reference, "--raw")
    wrong = list(of_manifest(manifest))
    if "layers" in manifest:
        wrong += of_config(asked(chosen.reference, "--config"), chosen.architecture)
        sizes = [layer["size"] for layer in manifest["layers"]]
        print(f"{len(sizes)} layers, MB: {', '.join(f'{size / 1e6:.0f}' for size in sizes)}; together {sum(sizes) / 1e6:.0f}")
    for one in wrong:
        print(f"{chosen.reference}: {one}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
