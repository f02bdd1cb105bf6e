package dev.stackwright.classify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stackwright.classify.ClassifyReply.Failure;
import dev.stackwright.classify.ClassifyReply.Result;
import dev.stackwright.classify.PrefixClassifier.Job;
import dev.stackwright.classify.PrefixClassifier.Summary;
import dev.stackwright.common.Json;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.store.ObjectStore.ObjectSummary;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The JSON lines of one shard, kept a part at a time. For one thread. */
final class AnswerParts {

    private final ObjectStore store;
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
        this.prefix = job.output() + job.shard().file() + "-part-";
    }

    /** The images that are answered; the next part comes after those that are there. */
    Set<String> read() {
        Set<String> urls = new HashSet<>();
        try (Stream<ObjectSummary> kept = store.list(prefix)) {
            kept.forEach(part -> {
                read(part.key(), urls);
                number++;
            });
        }
        return urls;
    }

    private void read(ObjectKey part, Set<String> urls) {
        try (InputStream in = store.open(part)
                        .orElseThrow(() -> new IllegalStateException(part + " was deleted while it was read"));
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                JsonNode answer = Json.mapper().readTree(line);
                urls.add(answer.path("url").asText());
                versions.add(new EnsembleVersion(answer.path("version").asText()));
            }
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new IllegalStateException(
                    "cannot go on after " + part + ": expected a line of JSON with url and version, found another"
                            + " one. Delete the part, so that its images are classified again",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + part, e);
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
        ObjectKey key = new ObjectKey(prefix + String.format(Locale.ROOT, "%06d.jsonl", number));
        if (!store.create(key, lines.toByteArray())) {
            throw new IllegalStateException(
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
