#!/usr/bin/env bash
# Decoding, features, training steps, answers and requests beside Keras, TensorFlow Lite and ONNX Runtime in Python, in
# turn, as a table; then what JMH measures inside one JVM. Neither a network nor published weights are needed.
#
#   src/test/scripts/benchmarks.sh [--python PYTHON] [--rounds 3] [--only WORDS] [--networks a,b]     (--help: all)
#   src/test/scripts/benchmarks.sh jmh [JMH'S OWN ARGUMENTS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
mvn=./mvnw
[ -x "$mvn" ] || mvn=mvn
mkdir -p target
"$mvn" -q -B -ntp -Dquick -Pbenchmark test-compile dependency:build-classpath -DincludeScope=test -Dmdep.outputFile=target/benchmark.classpath
classpath=target/test-classes:target/classes:$(cat target/benchmark.classpath)
options=(-Dorg.bytedeco.javacpp.maxphysicalbytes=0 -Djava.util.logging.manager=org.jboss.logmanager.LogManager)
if [ "${1:-}" = jmh ]; then
  exec java "${options[@]}" -cp "$classpath" org.openjdk.jmh.Main "${@:2}"
fi
exec java "${options[@]}" -cp "$classpath" dev.stackwright.bench.Benchmarks "$@"
