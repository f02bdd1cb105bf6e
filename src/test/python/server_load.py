"""Requests a second of `serve` with shared batches and without, in turn: server_load.py SHARED ALONE WEIGHTS PHOTOS.zip PHOTO.jpg CLASSPATH

SHARED and ALONE are two packaged checkouts; ALONE is the same with one image in each native call: `batch` of `DynamicBatcher` is 1
in Classifier. CLASSPATH is a file with the test class path (CONTRIBUTING.md). Trains MobileNetV2 and MobileNet on PHOTOS, then three
pairs of turns with each number of callers; each turn is a new server, warmed by eight callers.
"""

import re
import subprocess
import sys
import tempfile
import time
import urllib.request

shared, alone, weights, photos, photo, classpath = sys.argv[1:7]
CALLERS = (1, 8, 50)
PAIRS, WARM, LENGTH = 3, 12, 18
PORT, IMAGES = 8471, 8472
work = tempfile.mkdtemp()
here = ["--data-dir", f"{work}/data", "--set", f"stackwright.cache-directory={work}/cache"]


def load(process, callers, urls, seconds):
    command = ["java", "-Xmx512m", "-cp", open(classpath).read().strip(), "dev.stackwright.bench.ServerLoad", f"http://127.0.0.1:{PORT}"]
    out = subprocess.run(command + ["load", photo, str(IMAGES), str(callers), str(urls), str(seconds), str(process.pid)],
                         check=True, capture_output=True, text=True).stdout
    print("   ", out.strip().replace("\n", "\n    "), flush=True)
    found = re.search(r"([\d.]+) requests/s, p50 (\d+) ms, p99 (\d+) ms", out)
    return [float(x) for x in found.groups()]


def serve(product):
    process = subprocess.Popen([f"{product}/stackwright", "serve", "--port", str(PORT), *here,
                                "--set", "stackwright.classify.allow-private-addresses=true",
                                "--set", f"stackwright.classify.ports={IMAGES}"],
                               stdout=open(f"{work}/log", "a"), stderr=subprocess.STDOUT)
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/q/health/ready")
            return process
        except OSError:
            time.sleep(0.2)
    sys.exit(f"the server was not ready within a minute: {work}/log")


def turn(product, callers):
    process = serve(product)
    try:
        load(process, 8, 1, WARM)
        return load(process, callers, 1, LENGTH)
    finally:
        process.terminate()
        process.wait()


subprocess.run([f"{shared}/stackwright", "train", *here, "-e", "load", "-d", photos, "--weights", weights, "--recipe", "probe",
                "--members", "mobilenet-v2,mobilenet", "--seed", "7"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
rows = []
for callers in CALLERS:
    for _ in range(PAIRS):
        print(callers, "callers, shared", flush=True)
        one = turn(shared, callers)
        print(callers, "callers, alone", flush=True)
        other = turn(alone, callers)
        rows.append((callers, one, other))
print("| callers | shared: requests/s (p50, p99 in ms) | alone | ratio |\n|---|---|---|---|")
for callers, one, other in rows:
    print("| {} | {:.1f} ({:.0f}, {:.0f}) | {:.1f} ({:.0f}, {:.0f}) | {:.2f} |".format(callers, *one, *other, one[0] / other[0]))

process = serve(shared)
try:
    print("50 callers of 64 URLs for two minutes")
    load(process, 50, 64, 120)
finally:
    process.terminate()
    process.wait()
