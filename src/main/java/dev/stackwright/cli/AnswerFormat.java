package dev.stackwright.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import dev.stackwright.classify.Certainty;
import dev.stackwright.classify.ClassifyReply;
import dev.stackwright.common.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How {@code classify} writes answers. */
enum AnswerFormat {
    /** For people, at the end. */
    TABLE,
    /** A line an image, with a head. */
    CSV,
    /** A JSON document an image, each on its line. */
    JSONL;

    private static final CsvMapper WRITER = CsvMapper.builder()
            .enable(CsvGenerator.Feature.STRICT_CHECK_FOR_QUOTING)
            .build();

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException when the text names none */
    static AnswerFormat parse(String text) {
        return Arrays.stream(values())
                .filter(format -> format.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected table, csv or jsonl, found '" + text + "'"));
    }

    /** The line of one image; a table has none before it is whole. */
    Optional<String> line(ClassifyReply.Result result, Certainty asked) {
        return switch (this) {
            case TABLE -> Optional.empty();
            case CSV -> Optional.of(csv(result, asked));
            case JSONL -> Optional.of(json(result));
        };
    }

    /** What stands before all lines; empty for most. */
    Optional<String> head(Certainty asked) {
        return this == CSV ? Optional.of(String.join(",", columns(asked))) : Optional.empty();
    }

    private static List<String> columns(Certainty asked) {
        List<String> columns = new ArrayList<>(List.of("image", "label", "probability", "error"));
        if (asked.unknown()) {
            columns.add("unknown");
        }
        if (asked.coverage() != null) {
            columns.add("set");
        }
        return columns;
    }

    private static String csv(ClassifyReply.Result result, Certainty asked) {
        ClassifyReply.Failure error = result.error();
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("image", result.url());
        row.put("label", result.label());
        row.put("probability", result.probability());
        row.put("error", error == null ? null : error.code() + ": " + error.message());
        row.put("unknown", result.unknown());
        row.put("set", result.set() == null ? null : json(result.set())); // labels may have any separator in them
        row.keySet().retainAll(columns(asked));
        CsvSchema schema = CsvSchema.builder()
                .addColumns(columns(asked), CsvSchema.ColumnType.STRING)
                .build();
        try {
            return WRITER.writer(schema).writeValueAsString(row).stripTrailing();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a row of text and numbers cannot be written", e);
        }
    }

    private static String json(Object value) {
        return new String(Json.line(value), StandardCharsets.UTF_8).stripTrailing();
    }
}
