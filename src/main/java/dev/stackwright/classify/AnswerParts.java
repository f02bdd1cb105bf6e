package dev.stackwright.classify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stackwright.classify.ClassifyReply.Failure;
import dev.stackwright.classify.ClassifyReply.Result;
import dev.stackwright.classify.PrefixClassifier.BatchException;
import dev.stackwright.classify.PrefixClassifier.Job;
import dev.stackwright.classify.PrefixClassifier.Summary;
import dev.stackwright.common.Json;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.store.ObjectStore.ObjectSummary;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The JSON lines of one shard, kept a part at a time. For one thread. */
final class AnswerParts {

    /** Of a part's number. */
    private static final int DIGITS = 6;

    private final ObjectStore store;
    private final Job job;
    private final String prefix;
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    private final Set<EnsembleVersion> versions = new TreeSet<>();
    private int held;
    private int number = 1;
    private long answered;
    private long refused;
    private long left;

    AnswerParts(ObjectStore store, Job job) {
        this.store = store;
        this.job = job;
        this.prefix = job.output() + job.shard().file() + "-part-";
    }

    /**
     * An answer as it is kept.
     *
     * @param text without the end of the line
     */
    record Line(String text, String url, EnsembleVersion version) {
        Line {
            if (url.isEmpty()) {
                throw new IllegalArgumentException("expected a url, found none");
            }
        }

        /** Whether the image is one of the job's prefix: parts of several prefixes may lie side by side. */
        boolean isOf(ObjectStore store, Job job) {
            return url.startsWith(PrefixClassifier.url(store, job.prefix()));
        }
    }

    /** The images of the job's prefix that are answered; the next part comes after those that are there. */
    Set<String> read() {
        Set<String> urls = new HashSet<>();
        try (Stream<ObjectSummary> kept = store.list(prefix)) {
            kept.forEach(part -> {
                for (Line line : lines(store, part.key())) {
                    if (line.isOf(store, job)) {
                        urls.add(line.url());
                        versions.add(line.version());
                    }
                }
                // one in the midst may have been deleted as damaged
                String name = part.key().value();
                int own = Integer.parseInt(name.substring(prefix.length(), prefix.length() + DIGITS));
                number = Math.max(number, 1 + own);
            });
        }
        return urls;
    }

    /**
     * The lines of one part, of which there are few enough for memory.
     *
     * @throws BatchException when the part is damaged
     */
    static List<Line> lines(ObjectStore store, ObjectKey part) {
        byte[] bytes = store.read(part).orElseThrow(() -> new BatchException(part + " was deleted while it was read"));
        try {
            List<Line> lines = new ArrayList<>();
            for (String text : new String(bytes, StandardCharsets.UTF_8).lines().toList()) {
                JsonNode answer = Json.mapper().readTree(text);
                lines.add(new Line(
                        text,
                        answer.path("url").asText(),
                        new EnsembleVersion(answer.path("version").asText())));
            }
            return lines;
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new BatchException(
                    "cannot go on after " + part + ": expected a line of JSON with url and version, found another"
                            + " one. Delete the part, so that its images are classified again",
                    e);
        }
    }

    void add(ClassifyReply reply) {
        for (Result result : reply.results()) {
            Failure error = result.error();
            if (error != null && (error.mayPass() || error.code().equals(FailureCode.OUT_OF_MEMORY.code()))) {
                left++;
                continue;
            }
            if (error == null) {
                answered++;
            } else {
                refused++;
            }
            versions.add(reply.version());
            lines.writeBytes(line(reply.version(), result));
            held++;
        }
        if (held >= PrefixClassifier.PART) {
            keep();
        }
    }

    void keep() {
        if (held == 0) {
            return;
        }
        ObjectKey key = new ObjectKey(prefix + String.format(Locale.ROOT, "%0" + DIGITS + "d.jsonl", number));
        if (!store.create(key, lines.toByteArray())) {
            throw new BatchException(
                    key + " is there already: another process does the same shard. Let it end, then begin again");
        }
        number++;
        held = 0;
        lines.reset();
    }

    Summary summary(long before) {
        return new Summary(before, answered, refused, left, versions);
    }

    private static byte[] line(EnsembleVersion version, Result result) {
        ObjectNode line = Json.mapper().valueToTree(result);
        return Json.line(line.put("version", version.value()));
    }
}
