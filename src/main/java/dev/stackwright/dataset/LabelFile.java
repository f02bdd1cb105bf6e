package dev.stackwright.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import dev.stackwright.common.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One file that lists images with their labels: CSV (also with semicolons or tabs), JSON Lines, or an augmented manifest
 * of SageMaker ({@code source-ref} and a class, AWS documentation "Provide Dataset Metadata to Training Jobs with an
 * Augmented Manifest File"). Pure.
 *
 * @param path of the file
 * @param rows in order
 * @param unreadable lines without a file or a label that is text or a number
 */
record LabelFile(String path, List<Row> rows, int unreadable) {

    private static final List<String> ENDINGS = List.of(".csv", ".tsv", ".jsonl", ".ndjson", ".manifest");
    private static final List<String> FILE = List.of(
            "file",
            "file_name",
            "filename",
            "filepath",
            "filepaths",
            "file_path",
            "image",
            "image_name",
            "image_path",
            "image_id",
            "path",
            "img",
            "id",
            "source_ref");
    private static final List<String> LABEL = List.of(
            "label",
            "labels",
            "class_name",
            "classname",
            "class",
            "category",
            "breed",
            "species",
            "target",
            "tag",
            "y",
            "class_id",
            "label_id");
    private static final List<String> PART = List.of("split", "part", "subset", "partition", "set", "data_set");

    private static final CsvMapper CSV = CsvMapper.builder()
            .enable(CsvParser.Feature.WRAP_AS_ARRAY)
            .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
            .enable(CsvParser.Feature.TRIM_SPACES)
            .build();

    /**
     * One image.
     *
     * @param part a word for it, or empty
     */
    record Row(String file, String label, String part) {}

    LabelFile {
        rows = List.copyOf(rows);
    }

    /** Whether a file of this name may list labels; submissions to a contest list guesses. */
    static boolean isCandidate(String path) {
        String name = path.toLowerCase(Locale.ROOT);
        return ENDINGS.stream().anyMatch(name::endsWith)
                && !name.substring(name.lastIndexOf('/') + 1).contains("submission");
    }

    /**
     * The rows of a file, or empty where it lists something else.
     *
     * @param isFile whether a word names one of the images
     */
    static Optional<LabelFile> parse(String path, byte[] bytes, Predicate<String> isFile) {
        String text = text(bytes);
        String name = path.toLowerCase(Locale.ROOT);
        try {
            return name.endsWith(".csv") || name.endsWith(".tsv") ? csv(path, text, isFile) : jsonLines(path, text);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String text(byte[] bytes) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            text = new String(bytes, Charset.forName("windows-1252"));
        }
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static Optional<LabelFile> csv(String path, String text, Predicate<String> isFile) throws IOException {
        String first = text.lines().findFirst().orElse("");
        char separator = IntStream.of(',', ';', '\t')
                .mapToObj(c -> (char) c)
                .max((a, b) -> Long.compare(count(first, a), count(first, b)))
                .orElse(',');
        List<String[]> lines = new ArrayList<>();
        try (MappingIterator<String[]> read = CSV.readerFor(String[].class)
                .with(CsvSchema.emptySchema().withColumnSeparator(separator))
                .readValues(text)) {
            read.forEachRemaining(lines::add);
        } catch (RuntimeException e) {
            throw new IOException("no CSV: " + e.getMessage(), e);
        }
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        String[] head = lines.get(0);
        OptionalInt file = column(head, FILE);
        OptionalInt label = column(head, LABEL);
        int part = column(head, PART).orElse(-1);
        boolean hasHead = file.isPresent() && label.isPresent();
        if (!hasHead) {
            if (head.length != 2) {
                return Optional.empty();
            }
            // two columns explain themselves: one of them names images
            String[] sample = lines.get(lines.size() - 1);
            int found = sample.length == 2 && isFile.test(sample[0]) ? 0 : 1;
            if (sample.length != 2 || !isFile.test(sample[found])) {
                return Optional.empty();
            }
            file = OptionalInt.of(found);
            label = OptionalInt.of(1 - found);
            hasHead = !isFile.test(head[found]);
            part = -1;
        }
        List<Row> rows = new ArrayList<>();
        int unreadable = 0;
        for (String[] line : lines.subList(hasHead ? 1 : 0, lines.size())) {
            String image = cell(line, file.getAsInt());
            String name = cell(line, label.getAsInt());
            if (image.isBlank() || name.isBlank()) {
                unreadable++;
            } else {
                rows.add(new Row(image, name, cell(line, part)));
            }
        }
        return Optional.of(new LabelFile(path, rows, unreadable));
    }

    private static long count(String text, char c) {
        return text.chars().filter(x -> x == c).count();
    }

    private static String cell(String[] line, int column) {
        return column >= 0 && column < line.length ? line[column] : "";
    }

    /** The column of the first name that there is, so that {@code label} counts before {@code class_id}. */
    private static OptionalInt column(String[] head, List<String> names) {
        for (String name : names) {
            for (int i = 0; i < head.length; i++) {
                if (plain(head[i]).equals(name)) {
                    return OptionalInt.of(i);
                }
            }
        }
        return OptionalInt.empty();
    }

    private static String plain(String name) {
        return name.strip().toLowerCase(Locale.ROOT).replace(' ', '_').replace('-', '_');
    }

    private static Optional<LabelFile> jsonLines(String path, String text) {
        List<Row> rows = new ArrayList<>();
        int unreadable = 0;
        for (String line : text.lines().filter(l -> !l.isBlank()).toList()) {
            Row row = row(line);
            if (row == null) {
                unreadable++;
            } else {
                rows.add(row);
            }
        }
        return rows.isEmpty() ? Optional.empty() : Optional.of(new LabelFile(path, rows, unreadable));
    }

    private static @Nullable Row row(String line) {
        JsonNode json;
        try {
            json = Json.mapper().readTree(line);
        } catch (JsonProcessingException e) {
            return null;
        }
        String file = value(json, FILE);
        String label = augmented(json);
        if (label == null) {
            label = value(json, LABEL);
        }
        String part = value(json, PART);
        return file == null || label == null ? null : new Row(file, label, part == null ? "" : part);
    }

    /** The class of an augmented manifest: an attribute beside which its metadata stand. */
    private static @Nullable String augmented(JsonNode json) {
        for (Map.Entry<String, JsonNode> field : json.properties()) {
            JsonNode about = json.path(field.getKey() + "-metadata");
            if (about.isObject()) {
                return scalar(about.has("class-name") ? about.path("class-name") : field.getValue());
            }
        }
        return null;
    }

    private static @Nullable String value(JsonNode json, List<String> names) {
        for (String name : names) {
            for (Iterator<String> all = json.fieldNames(); all.hasNext(); ) {
                String field = all.next();
                if (plain(field).equals(name)) {
                    return scalar(json.path(field));
                }
            }
        }
        return null;
    }

    private static @Nullable String scalar(JsonNode value) {
        return (value.isTextual() && !value.asText().isBlank()) || value.isNumber() ? value.asText() : null;
    }
}
