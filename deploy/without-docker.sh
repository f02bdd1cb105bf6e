#!/usr/bin/env bash
# Both images built from their Dockerfiles without Docker, without a daemon and without their bases, and then used: a
# training container writes an ensemble into an S3 double, and a classifying container answers for a photo with it.
#
#   deploy/without-docker.sh WORK DATASET.zip WEIGHTS [STEP…]     all steps, or those named: bases classify train check use
#
# As root, on Debian or Ubuntu, with `apt-get install buildah skopeo umoci crun mmdebstrap maven` and `pip install
# 'moto[all]==5.2.1'`. JDK names a JDK 25. CUDA names a folder with the libraries of CUDA 12 and cuDNN 9; without it the
# training image's base has files of their names that hold nothing, and only a CPU can train. WORK takes about 20 GB, 30 where
# the kernel has no overlayfs.
#
# A registry's bases are stood in for by Debian roots with this JDK; what is built on them is what the Dockerfiles say.
set -euo pipefail

work=$(realpath -m "$1") dataset=$(realpath "$2") weights=$(realpath "$3")
shift 3
cd "$(dirname "${BASH_SOURCE[0]}")/.."
jdk=${JDK:-/usr/lib/jvm/temurin-25-jdk-amd64}
mkdir -p "$work"
# without overlayfs each layer is a copy of all below it
if grep -qw overlay /proc/filesystems; then driver=overlay; else driver=vfs; fi
export STORAGE_DRIVER=$driver BUILDAH_ISOLATION=chroot BUILDAH_FORMAT=docker
printf '[storage]\ndriver = "'$driver'"\ngraphroot = "%s/storage"\nrunroot = "%s/run"\n' "$work" "$work" >"$work/storage.conf"
export CONTAINERS_STORAGE_CONF=$work/storage.conf

# NAME FOLDER [CONFIGURATION…]: an image of one layer.
image_of() {
  local container
  container=$(buildah from scratch)
  buildah add -q "$container" "$2" / >/dev/null
  buildah config --os linux --arch amd64 --env JAVA_HOME=/opt/java/openjdk "${@:3}" \
    --env PATH=/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$container"
  buildah commit -q --rm "$container" "localhost/$1" >/dev/null
}

# A folder with the few packages that a base image of Ubuntu or Debian has, so that a library that the product needs is missed.
debian() {
  local sources=/etc/apt/sources.list.d/debian.sources
  [ -s "$sources" ] || sources=/etc/apt/sources.list
  [ -s "$work/debian.tar" ] || mmdebstrap --variant=minbase --include=ca-certificates,tzdata --dpkgopt=force-unsafe-io \
    bookworm "$work/debian.tar" "$sources"
  mkdir -p "$1"
  tar -C "$1" -xf "$work/debian.tar" --exclude='./dev/*'
}

bases() {
  local root=$work/roots
  rm -rf "$root"
  mkdir -p "$root/adapter"
  for name in jre build; do debian "$root/$name"; done
  mkdir -p "$root"/{jre,build}/opt/java
  "$jdk/bin/jlink" --output "$root/jre/opt/java/openjdk" --generate-cds-archive --no-header-files --no-man-pages \
    --strip-java-debug-attributes --add-modules java.se,jdk.unsupported,jdk.zipfs,jdk.localedata,jdk.management,jdk.naming.dns,jdk.crypto.ec,jdk.security.auth,jdk.charsets,jdk.httpserver,jdk.jfr,jdk.net,jdk.incubator.vector
  cp -a "$jdk" "$root/build/opt/java/openjdk"
  mkdir -p "$root/build/usr/share" "$root/build/usr/bin"
  cp -rL /usr/share/maven "$root/build/usr/share/"
  ln -s ../share/maven/bin/mvn "$root/build/usr/bin/mvn"
  printf '#!/bin/sh\necho "a stand-in for the web adapter of Lambda" >&2\nexit 1\n' >"$root/adapter/lambda-adapter"
  chmod 755 "$root/adapter/lambda-adapter"
  for name in jre build adapter; do image_of "$name" "$root/$name"; done
}

# The base of the training image: CUDA's libraries, or files of their names.
cuda() {
  local root=$work/roots/cuda
  rm -rf "$root"
  debian "$root"
  if [ -n "${CUDA:-}" ]; then
    cp -L "$CUDA"/*.so* "$root/usr/local/lib/"
  else
    while read -r package library; do
      case $package in '#'* | host) continue ;; esac
      echo | gcc -shared -x c -Wl,-soname,"$library" -o "$root/usr/local/lib/$library" -
    done <deploy/cuda-libraries.tsv
  fi
  image_of cuda "$root"
}

# A network of its own, with nothing but loopback: another's port 8080 would answer in place of the container's.
alone() {
  unshare --net sh -c 'ip link set lo up && exec "$@"' alone "$@"
}

# IMAGE [BUILD ARGUMENT…]. Only the stage that compiles asks a registry, by Maven, which reads what this machine has.
build() {
  local command=(buildah bud --layers --platform linux/amd64 --volume "$HOME/.m2:/root/.m2" --build-arg BUILD=localhost/build "${@:2}"
    -f "deploy/Dockerfile.$1")
  "${command[@]}" --target build .
  alone "${command[@]}" -t "localhost/stackwright-$1" .
}

# What an image is, and what is in it. $1 = IMAGE
check() {
  rm -rf "$work/$1.dir"
  skopeo copy -q "containers-storage:localhost/stackwright-$1:latest" "dir:$work/$1.dir" --dest-compress
  deploy/check_image.py "dir:$work/$1.dir"
  skopeo inspect --raw --config "dir:$work/$1.dir" | python3 -c '
import json, sys
config = json.load(sys.stdin)["config"]
for name in ("User", "WorkingDir", "ExposedPorts", "Healthcheck", "Entrypoint", "Cmd"):
    print(f"  {name}: {json.dumps(config.get(name))}")'
  rm -rf "$work/$1.oci" "${work:?}/$1"
  skopeo copy -q "dir:$work/$1.dir" "oci:$work/$1.oci:latest"
  umoci unpack --image "$work/$1.oci:latest" "$work/$1" >/dev/null
  echo "  unpacked: $(du -sm "$work/$1/rootfs" | cut -f 1) MB, of which /opt/stackwright $(du -sm "$work/$1/rootfs/opt/stackwright" | cut -f 1)"
  local owned
  owned=$(find "$work/$1/rootfs/opt" \( -user 10001 -o -perm -o=w ! -type l \) | wc -l)
  echo "  files of /opt that its user could change: $owned"
  [ "$owned" = 0 ]
}

[ $# -gt 0 ] || set -- bases classify train check use
for step in "$@"; do
  case $step in
    bases) bases ;;
    use) alone python3 deploy/use_images.py "$work" "$dataset" "$weights" ;;
    classify) build classify --build-arg RUNTIME=localhost/jre --build-arg WEB_ADAPTER=localhost/adapter ;;
    train)
      cuda
      build train --build-arg JAVA=localhost/jre --build-arg RUNTIME=localhost/cuda
      ;;
    check) for image in classify train; do echo "$image:"; check "$image"; done ;;
    *) echo "expected bases, classify, train, check or use, found $step" >&2; exit 2 ;;
  esac
done
