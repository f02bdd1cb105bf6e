#!/usr/bin/env bash
# What is in the images, step by step. The Dockerfiles call these steps, and src/test/scripts/image-start.sh calls the
# same ones without Docker, so that what is tested is what is shipped.
#
#   deploy/assemble.sh build [MAVEN ARGUMENTS]    the application and the engines' libraries into target/image (a JDK, Maven)
#   deploy/assemble.sh layout IMAGE ROOT          ROOT/opt/stackwright as it lies in the image; IMAGE is classify or train
#   deploy/assemble.sh rehearsal ROOT             a small ensemble into ROOT/rehearsal, to warm the archive with (a JDK)
#   deploy/assemble.sh archive                    inside of the image: starts it, classifies, writes the archive of classes
#
# JAVA_HOME says which Java, else java on the PATH. ENSEMBLES is the folder with ensembles to bake in, deploy/ensembles
# unless told otherwise.
set -euo pipefail

home=/opt/stackwright

die() {
  printf 'assemble: %s\n' "$1" >&2
  exit 1
}

java=${JAVA_HOME:+$JAVA_HOME/bin/}java

java_major() {
  "$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.specification\.version = //p'
}

sources() {
  cd "$(dirname "${BASH_SOURCE[0]}")/.."
}

build() {
  sources
  rm -rf target/image
  mvn -B -ntp -Dmaven.test.skip=true -Dquick -Pimage "$@" package
}

# The options that every start has, one a line, for java's @file. An option that a Java does not know would end it, so
# they depend on the version that is in the image.
options() {
  cat <<OPTIONS
-Djava.awt.headless=true
-Dfile.encoding=UTF-8
-Djava.library.path=$home/native
-Donnxruntime.native.path=$home/native
-Dorg.bytedeco.javacpp.maxphysicalbytes=0
-XX:+UseSerialGC
-XX:MaxRAMPercentage=40
-XX:+ExitOnOutOfMemoryError
OPTIONS
  if [ "$1" -ge 22 ]; then echo --enable-native-access=ALL-UNNAMED; fi
  if [ "$1" -ge 24 ]; then echo --sun-misc-unsafe-memory-access=allow; fi
}

# Where the archive of classes lies: a cache of loaded and linked classes on newer Javas, the older kind before.
archive_option() {
  if [ "$1" -ge 25 ]; then echo "-XX:AOTCache=$home/classes.aot"; else echo "-XX:SharedArchiveFile=$home/classes.jsa"; fi
}

layout() {
  local image=$1 root=$2 into=$2$home version version_name name
  sources
  [ -f target/image/quarkus-run.jar ] || die "expected target/image, found none; run 'deploy/assemble.sh build' first"
  mkdir -p "$into/native" "$into/ensembles"
  cp -R target/image/app target/image/lib target/image/quarkus target/image/quarkus-run.jar "$into/"
  find target/image/native -type f \( -name '*.so' -o -name '*.so.*' -o -name LICENSE \) -exec cp {} "$into/native/" \;
  version=$(java_major)
  options "$version" >"$into/java.options"
  if [ "$image" = classify ]; then
    cp deploy/ready "$into/ready"
    cp deploy/assemble.sh "$into/assemble.sh"
    # Java starts without an archive that it cannot use, or that is not there yet
    archive_option "$version" >>"$into/java.options"
    # each folder that 'ensembles export' wrote goes where its manifest says
    find "${ENSEMBLES:-deploy/ensembles}" -name manifest.json | while read -r manifest; do
      name=$(sed -n 's/^  "ensemble" : "\(.*\)",$/\1/p' "$manifest")
      version_name=$(sed -n 's/^  "version" : "\(.*\)",$/\1/p' "$manifest")
      if [ -z "$name" ] || [ -z "$version_name" ]; then die "expected ensemble and version in $manifest"; fi
      mkdir -p "$into/ensembles/$name"
      cp -R "$(dirname "$manifest")" "$into/ensembles/$name/$version_name"
    done
  fi
  printf -- '-jar\n%s/quarkus-run.jar\n' "$home" >>"$into/java.options"
  # the image's user owns nothing in it
  chmod -R u=rwX,go=rX "$root/opt"
  chmod 755 "$into"/native/*.so* "$into"/*.sh "$into/ready" 2>/dev/null || true
}

# Drawn pictures, random weights: the archive needs the classes of a classification, not a good answer.
rehearsal() {
  local root=$1 into=$1/rehearsal app=$1$home
  sources
  mkdir -p "$into/data/store/stackwright/uploads" "$into/cache"
  "$java" -cp "$app/app/*" deploy/Rehearsal.java "$into/drawn.zip" "$into/data/store/stackwright/uploads/drawn.jpg"
  TF_CPP_MIN_LOG_LEVEL=2 "$java" -Djava.awt.headless=true -Djava.library.path="$app/native" \
    -Donnxruntime.native.path="$app/native" -Dorg.bytedeco.javacpp.maxphysicalbytes=0 -jar "$app/quarkus-run.jar" \
    train --ensemble rehearsal --dataset "$into/drawn.zip" --recipe probe --members mobilenet --weights random \
    --image-size 96 --folds 2 --data-dir "$into/data" --set "stackwright.cache-directory=$into/cache"
  rm -rf "$into/cache" "$into/drawn.zip" "$into/data/store.lock" "$into/data/store.address"
  chmod -R a+rwX "$into"
}

request() {
  local line="$1" body=${2:-}
  exec 3<>/dev/tcp/127.0.0.1/8080
  printf '%s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s' \
    "$line" "${#body}" "$body" >&3
  cat <&3
  exec 3>&-
}

archive() {
  local version write log pid answer
  version=$(java_major)
  if [ "$version" -ge 25 ]; then
    write=(-XX:AOTCacheOutput="$home/classes.aot") log=aot
  else
    write=(-XX:ArchiveClassesAtExit="$home/classes.jsa") log=cds
  fi
  grep -v -e '^-XX:AOTCache=' -e '^-XX:SharedArchiveFile=' "$home/java.options" >/tmp/rehearsal.options
  QUARKUS_HTTP_PORT=8080 STACKWRIGHT_DATA_DIRECTORY=/rehearsal/data STACKWRIGHT_CACHE_DIRECTORY=/rehearsal/cache \
    STACKWRIGHT_CLASSIFY_WARM=rehearsal "$java" "${write[@]}" "-Xlog:$log=error" @/tmp/rehearsal.options serve &
  pid=$!
  until "$home/ready" 2>/dev/null; do
    kill -0 "$pid" 2>/dev/null || die "the rehearsal ended before it was ready; its log is above"
    sleep 0.2
  done
  for url in s3://stackwright/uploads/drawn.jpg https://localhost/refused.jpg; do
    answer=$(request "POST /classify" "{\"ensemble\":\"rehearsal\",\"urls\":[\"$url\"]}")
    case $answer in "HTTP/1.1 200"*) ;; *) die "expected an answer to the rehearsal, found $answer" ;; esac
  done
  request "GET /q/metrics" >/dev/null
  kill -TERM "$pid"
  wait "$pid" || true
  rm -f /tmp/rehearsal.options
  ls -l "$home"/classes.* || die "expected an archive of classes, found none; the log is above"
}

case ${1:-} in
  build) build "${@:2}" ;;
  layout) layout "$2" "$3" ;;
  rehearsal) rehearsal "$2" ;;
  archive) archive ;;
  *) die "expected build, layout, rehearsal or archive; the head of this file says what they do" ;;
esac
