package dev.stackwright.cli;

import static dev.stackwright.store.BucketLayout.RESULTS;

import dev.stackwright.app.Services;
import dev.stackwright.classify.Certainty;
import dev.stackwright.classify.PrefixClassifier;
import dev.stackwright.classify.PrefixClassifier.Job;
import dev.stackwright.classify.PrefixClassifier.Merged;
import dev.stackwright.classify.PrefixClassifier.Shard;
import dev.stackwright.classify.PrefixClassifier.Summary;
import dev.stackwright.common.Progress;
import dev.stackwright.ensemble.EnsembleName;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code classify --prefix}: batch inference into JSON lines, shard by shard. */
final class PrefixOptions {

    @Option(
            names = "--prefix",
            required = true,
            paramLabel = "PREFIX",
            description =
                    "Classifies the objects whose keys begin so, e.g. uploads/2026/. Answers are kept in the store as"
                            + " JSON lines; beginning again does what is missing.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String prefix;

    @Option(
            names = "--shard",
            paramLabel = "I/N",
            description = "Only the I-th of N shards, so that N processes can share the work.")
    private @Nullable String shard;

    @Option(
            names = "--output",
            paramLabel = "PREFIX",
            description = "Where the lines are kept; results/ENSEMBLE/batch/ unless told otherwise.")
    private @Nullable String output;

    @Option(names = "--merge", description = "Joins the lines of all N shards into all.jsonl, once they have ended.")
    private boolean merge;

    /**
     * Reads what was given.
     *
     * @throws IllegalArgumentException naming the option whose value cannot be
     */
    Job job(EnsembleName ensemble) {
        Shard part;
        try {
            part = shard == null ? Shard.WHOLE : Shard.parse(shard);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--shard: " + e.getMessage(), e);
        }
        try {
            return new Job(ensemble, prefix, output == null ? RESULTS + ensemble + "/batch/" : output, part);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException((output == null ? "--prefix: " : "--output: ") + e.getMessage(), e);
        }
    }

    /** Does the work, and returns the exit code: 1 where images are left for another try. */
    int work(Services services, EnsembleName ensemble, Certainty certainty, Console console, Progress progress) {
        Job job = job(ensemble);
        PrefixClassifier classifier = new PrefixClassifier(services.store(), request -> {
            services.classifier().warm(ensemble); // a terminal waits for as long as it takes
            return services.classifier().classify(request.with(certainty));
        });
        if (merge) {
            Merged merged = classifier.merge(job);
            console.print(merged.lines() + " lines in s3://" + services.store().bucket() + "/" + merged.all());
            if (merged.others() > 0) {
                console.say("stackwright: " + merged.others()
                        + " lines of images of other prefixes are left out; they stay in their parts");
            }
            return StackwrightCommand.DONE;
        }
        Summary done = classifier.run(job, progress);
        console.print(String.format(
                Locale.ROOT,
                "%,d images answered, %,d of them before; %,d cannot be; lines in s3://%s/%s",
                done.before() + done.answered(),
                done.before(),
                done.refused(),
                services.store().bucket(),
                job.output()));
        if (done.versions().size() > 1) {
            console.say("stackwright: " + done.versions().size()
                    + " versions answered, as another was promoted meanwhile; each line names its own");
        }
        if (done.left() > 0) {
            console.say("stackwright: " + done.left()
                    + " images could not be answered now; the same command tries them again");
            return Errors.FAILED;
        }
        return StackwrightCommand.DONE;
    }
}
