package dev.stackwright.classify;

import dev.stackwright.classify.AnswerParts.Line;
import dev.stackwright.classify.PrefixClassifier.BatchException;
import dev.stackwright.classify.PrefixClassifier.Job;
import dev.stackwright.classify.PrefixClassifier.Merged;
import dev.stackwright.common.Sha256;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.store.ObjectStore.ObjectSummary;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Joins the lines of all shards, and knows which images have one: by 64 bits of a digest, 8 bytes an image, so that a
 * million of them take the memory of a photo. That two of a million are the same happens once in many million joins. For
 * one thread and one call.
 */
final class AnswerMerge {

    /** Images without a line that a refusal names. */
    private static final int NAMED = 3;

    private final ObjectStore store;
    private final Job job;
    private long[] answered = new long[1024];
    private int lines;
    private long others;

    AnswerMerge(ObjectStore store, Job job) {
        this.store = store;
        this.job = job;
    }

    Merged merge() throws IOException {
        Path file = Files.createTempFile("stackwright-", ".jsonl");
        try {
            copyLines(file);
            refuseGaps();
            ObjectKey all = new ObjectKey(job.output() + "all.jsonl");
            store.put(all, file);
            return new Merged(all, lines, others);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private void copyLines(Path file) throws IOException {
        String suffix = String.format(Locale.ROOT, "-of-%05d-part-", job.shard().count());
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
                Stream<ObjectSummary> kept = store.list(job.output() + "shard-")) {
            Iterator<ObjectKey> parts = kept.map(ObjectSummary::key)
                    .filter(key -> key.value().contains(suffix))
                    .iterator();
            while (parts.hasNext()) {
                for (Line line : AnswerParts.lines(store, parts.next())) {
                    copy(line, out);
                }
            }
        }
        Arrays.sort(answered, 0, lines);
    }

    private void copy(Line line, OutputStream out) throws IOException {
        if (!line.isOf(store, job)) {
            others++;
            return;
        }
        out.write((line.text() + "\n").getBytes(StandardCharsets.UTF_8));
        if (lines == answered.length) {
            answered = Arrays.copyOf(answered, Math.multiplyExact(2, lines));
        }
        answered[lines++] = digest(line.url());
    }

    /** Looks for each image by itself: lines of images that were deleted since would make up for others in a count. */
    private void refuseGaps() {
        long images = 0;
        long missing = 0;
        List<String> named = new ArrayList<>();
        try (Stream<ObjectSummary> objects = store.list(job.prefix())) {
            Iterator<ObjectSummary> each = objects.iterator();
            while (each.hasNext()) {
                ObjectKey key = each.next().key();
                images++;
                if (Arrays.binarySearch(answered, 0, lines, digest(PrefixClassifier.url(store, key.value()))) >= 0) {
                    continue;
                }
                missing++;
                if (named.size() < NAMED) {
                    named.add(key.value());
                }
            }
        }
        if (missing > 0) {
            throw new BatchException("expected a line for each of " + images + " images below " + job.prefix()
                    + ", found none for " + missing + " of them in the parts of "
                    + (job.shard().count() == 1
                            ? "the shard"
                            : "the " + job.shard().count() + " shards") + ": "
                    + String.join(", ", named) + (missing > named.size() ? ", …" : "")
                    + "; begin again what did not end");
        }
    }

    private static long digest(String url) {
        return Sha256.of(url.getBytes(StandardCharsets.UTF_8)).first64Bits();
    }
}
