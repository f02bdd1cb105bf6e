package dev.stackwright.classify;

import dev.stackwright.common.Progress;
import dev.stackwright.common.Sha256;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.store.ObjectStore.ObjectSummary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Classifies all objects below a prefix, or one shard of them, into JSON lines: batch inference. Any number of processes
 * may do a shard each; they share only the bucket.
 *
 * <p>Answers are kept in parts, which are created only if absent. Who begins again reads the parts that are there and does
 * what they lack, so that a process may be killed at any time, and the lines are in the end those of one that was not. A
 * failure that may pass (of the store, of time) is no answer: that image is left for the next try. Memory holds one part
 * and the names of the shard's answered images, about 150 bytes each.
 */
public final class PrefixClassifier {

    /** Images of one part; what a killed process loses at most. */
    static final int PART = 1024;

    private final ObjectStore store;
    private final Function<ClassifyRequest, ClassifyReply> classifier;

    /** @param classifier throws {@link dev.stackwright.ensemble.EnsembleSource.UnknownEnsembleException} where nothing is promoted */
    public PrefixClassifier(ObjectStore store, Function<ClassifyRequest, ClassifyReply> classifier) {
        this.store = store;
        this.classifier = classifier;
    }

    /**
     * One of several equal parts of the work. A key belongs to the same one whatever other keys there are.
     *
     * @param index from 1 to {@code count}
     * @param count 1 to 10,000
     */
    public record Shard(int index, int count) {

        public static final Shard WHOLE = new Shard(1, 1);

        private static final int MOST = 10_000;

        public Shard {
            if (count < 1 || count > MOST || index < 1 || index > count) {
                throw new IllegalArgumentException(
                        "expected a shard such as 1/8, of at most " + MOST + ", found " + index + "/" + count);
            }
        }

        /** Reads a shard as the command line has it, such as {@code 3/16}. */
        public static Shard parse(String text) {
            if (!text.matches("[0-9]{1,5}/[0-9]{1,5}")) {
                throw new IllegalArgumentException("expected a shard such as 1/8, found '" + text + "'");
            }
            int slash = text.indexOf('/');
            return new Shard(Integer.parseInt(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
        }

        boolean has(ObjectKey key) {
            Sha256 digest = Sha256.of(key.value().getBytes(StandardCharsets.UTF_8));
            return Long.remainderUnsigned(digest.first64Bits(), count) == index - 1;
        }

        String file() {
            return String.format(Locale.ROOT, "shard-%05d-of-%05d", index, count);
        }
    }

    /**
     * What is to be done.
     *
     * @param prefix of the images' keys, e.g. {@code uploads/2026/}
     * @param output prefix of the parts' keys, which ends in a slash
     */
    public record Job(EnsembleName ensemble, String prefix, String output, Shard shard) {
        public Job {
            if (!output.endsWith("/")) {
                throw new IllegalArgumentException("expected an output that ends in '/', found '" + output + "'");
            }
            if (output.startsWith(prefix)) {
                throw new IllegalArgumentException("expected an output that is not below the images' prefix, found '"
                        + output + "' below '" + prefix + "'");
            }
        }
    }

    /**
     * What was done.
     *
     * @param before images that an earlier process had answered
     * @param answered images that were answered with a label now
     * @param refused images that have no answer and never will: no images, damaged, too large
     * @param left images that could not be answered now; beginning again tries them
     * @param versions of the ensemble, that gave the answers; more than one where another was promoted meanwhile
     */
    public record Summary(long before, long answered, long refused, long left, Set<EnsembleVersion> versions) {
        public Summary {
            versions = Set.copyOf(versions);
        }
    }

    /**
     * Does what is not done. One process for each shard.
     *
     * @throws BatchException when another process does the same shard
     */
    public Summary run(Job job, Progress progress) {
        AnswerParts parts = new AnswerParts(store, job);
        Set<String> done = parts.read();
        long before = done.size();
        List<String> chunk = new ArrayList<>();
        try (Progress.Task task = progress.stage(
                        "classify " + job.prefix() + " " + job.shard().file(), 0);
                Stream<ObjectSummary> objects = store.list(job.prefix())) {
            task.advance(before);
            Iterator<ObjectKey> keys = objects.map(ObjectSummary::key)
                    .filter(key -> job.shard().has(key) && !done.contains(url(key)))
                    .iterator();
            while (keys.hasNext()) {
                chunk.add(url(keys.next()));
                if (chunk.size() == ClassifyRequest.MAX_IMAGES || !keys.hasNext()) {
                    parts.add(classifier.apply(ClassifyRequest.of(job.ensemble(), chunk)));
                    task.advance(chunk.size());
                    chunk.clear();
                }
            }
        } catch (RuntimeException e) {
            parts.keep();
            throw e;
        }
        parts.keep();
        return parts.summary(before);
    }

    /**
     * Joins the lines of all shards that are of images below the prefix into {@code <output>all.jsonl}, by a file of this
     * machine. Lines of images that were deleted since are among them.
     *
     * @param job of any of the shards
     * @return what is in it
     * @throws BatchException when images below the prefix have no line, or a part is damaged; then nothing is written
     */
    public Merged merge(Job job) {
        try {
            return new AnswerMerge(store, job).merge();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot join the answers below " + job.output(), e);
        }
    }

    /** A shard or a join that cannot go on as things are in the store; the message says what to do. */
    public static final class BatchException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        BatchException(String message) {
            super(message);
        }

        BatchException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * The answers for one prefix in one object.
     *
     * @param lines one an image
     * @param others lines in the same parts that are of images of other prefixes, and are left out
     */
    public record Merged(ObjectKey all, long lines, long others) {}

    private String url(ObjectKey key) {
        return url(store, key.value());
    }

    /** Of an object, or of all whose keys begin so. */
    static String url(ObjectStore store, String key) {
        return "s3://" + store.bucket() + "/" + key;
    }
}
