"""Fine-tuning beside the probe on several sets of photos: one row of figures for each set and recipe, as Markdown.

    python3 src/test/python/finetune_sets.py WEIGHTS FOLDER [--members mobilenet-v2] [--size 224] [--folds 2] \
        [--only-table] SET.zip ...

Sets are trained one after the other in the order given, each by `./stackwright train` with the recipes probe and finetune,
on a store of its own below FOLDER. A row whose report is in FOLDER is not trained again, so that a series that was ended
goes on; every report stays there as SET-RECIPE.json. --only-table prints what is there. More options of train follow `--`:
`SET.zip -- --epochs 5`. Needs a built application, and Python alone. Seconds are those of fine-tuning, or of features and
heads, as the report has them.
"""

import argparse
import json
import math
import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]
RECIPES = ("probe", "finetune")


def main():
    argv, more = sys.argv[1:], []
    if "--" in argv:
        at = argv.index("--")
        argv, more = argv[:at], argv[at + 1:]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("sets", type=pathlib.Path, nargs="+")
    parser.add_argument("--members", default="mobilenet-v2")
    parser.add_argument("--size", default="224")
    parser.add_argument("--folds", default="2")
    parser.add_argument("--only-table", action="store_true")
    args = parser.parse_args(argv)
    args.folder.mkdir(parents=True, exist_ok=True)
    if not args.only_table:
        for zipped in args.sets:
            for recipe in RECIPES:
                train(args, zipped, recipe, more)
    print("| set (train / validation) | recipe | out of fold: log-loss, accuracy | validation: log-loss, accuracy"
          " (95 % interval), balanced | seconds | taken |\n|---|---|---|---|---|---|")
    for zipped in args.sets:
        for recipe in RECIPES:
            kept = report(args, zipped, recipe)
            print(row(zipped.stem, recipe, json.loads(kept.read_text())) if kept.exists()
                  else f"| {zipped.stem} | {recipe} | not trained | | | |", flush=True)


def report(args, zipped, recipe):
    return args.folder / f"{zipped.stem}-{recipe}.json"


def train(args, zipped, recipe, more):
    kept = report(args, zipped, recipe)
    if kept.exists():
        return
    name = f"{zipped.stem}-{recipe}".replace("_", "-")
    own = ["--data-dir", str(args.folder / "store" / zipped.stem),
           "--set", f"stackwright.cache-directory={(args.folder / 'cache').resolve()}"]
    began = time.time()
    command = [str(ROOT / "stackwright"), "train", "-e", name, "-d", str(zipped), "--weights", str(args.weights), "--recipe",
               recipe, "--members", args.members, "--image-size", args.size, "--folds", args.folds, "--seed", "7"]
    with open(kept.with_suffix(".log"), "w") as log:
        done = subprocess.run(command + more + own, stdout=log, stderr=subprocess.STDOUT)
    if done.returncode:
        print(f"{name}: exit code {done.returncode}, see {kept.with_suffix('.log')}", file=sys.stderr)
        return
    shown = subprocess.run([str(ROOT / "stackwright"), "ensembles", "report", name, "--json"] + own,
                           capture_output=True, text=True, check=True)
    kept.write_text(shown.stdout)
    print(f"{name}: {time.time() - began:.0f} s", file=sys.stderr, flush=True)


def row(name, recipe, found):
    """Of the ensemble, which is its member where there is one."""
    validation, out_of_fold = found["validation"], found["outOfFold"]
    low, high = validation["low"], validation["high"]
    recalls = [one["recall"] for one in found["classes"] if one["support"]]
    error = math.sqrt(validation["accuracy"] * (1 - validation["accuracy"]) / validation["n"])
    tuned = {stage: s for stage, s in found["timings"].items() if stage.startswith("fine-tune")}
    seconds = sum(tuned.values()) if tuned else sum(
        s for stage, s in found["timings"].items() if stage in ("features", "heads"))
    taken = "; ".join(curve["kept"] for curve in found.get("curves", [])) or "probe"
    return (f"| {name} ({found['data']['trainingImages']} / {found['data']['validationImages']}) | {recipe} "
            f"| {out_of_fold['logLoss']:.3f}, {out_of_fold['accuracy']:.3f} "
            f"| {validation['logLoss']:.3f}, {validation['accuracy']:.3f} ({low:.3f} to {high:.3f}; standard error "
            f"{error:.3f}), {sum(recalls) / len(recalls):.3f} | {seconds:.0f} | {taken} |")


if __name__ == "__main__":
    main()
