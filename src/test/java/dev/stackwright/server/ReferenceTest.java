package dev.stackwright.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.classify.FailureCode;
import dev.stackwright.dataset.Dataset.Fault;
import dev.stackwright.run.RunFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/http-api.md against the problems, the codes of photos and the metrics that there are. */
class ReferenceTest {

    private static final Path SOURCES = Path.of("src/main/java/dev/stackwright/server");

    @Test
    void everyProblemIsDocumentedAndEveryDocumentedOneIsThere() throws IOException {
        Set<String> kinds = Arrays.stream(ProblemKind.values())
                .map(kind -> kind.type().replaceAll(".*:", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(names("`type` ends with one of these names:", "`([a-z-]+)`")).isEqualTo(kinds);
    }

    @Test
    void everyCodeOfAPhotoIsDocumentedAndEveryDocumentedOneIsThere() throws IOException {
        Set<String> codes = Arrays.stream(FailureCode.values())
                .map(FailureCode::code)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(codesOf("The codes are:")).isEqualTo(codes);
    }

    @Test
    void everyCodeOfARunIsDocumentedAndEveryDocumentedOneIsThere() throws IOException {
        Set<String> codes = Stream.concat(
                        Arrays.stream(RunFailure.Code.values()).map(RunFailure.Code::code),
                        Arrays.stream(Fault.values()).map(Fault::code))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(codesOf("after an error that may pass:")).isEqualTo(codes);
    }

    /** Those in the first column of the table that follows. */
    private static Set<String> codesOf(String after) throws IOException {
        return part(after)
                .split("\n\n(#|A )", 2)[0]
                .lines()
                .filter(line -> line.startsWith("| `"))
                .flatMap(line -> find("`([a-z-]+)`", line.split("\\|")[1]))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyMetricIsDocumentedAndEveryDocumentedOneIsThere() throws IOException {
        Set<String> metrics = new TreeSet<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                find(
                                "(?:counter|timer|summary|gauge|builder)\\(\\s*\"(stackwright\\.[a-z.]+)\"",
                                Files.readString(file))
                        .forEach(metrics::add);
            }
        }
        assertThat(metrics).hasSizeGreaterThan(5);
        assertThat(names("## Metrics", "(?m)^\\| `(stackwright\\.[a-z.]+)` \\|"))
                .isEqualTo(metrics);
    }

    private static Set<String> names(String after, String pattern) throws IOException {
        return find(pattern, part(after)).collect(Collectors.toCollection(TreeSet::new));
    }

    /** From those words to the end of their chapter. */
    private static String part(String after) throws IOException {
        assertThat(document()).contains(after);
        return document().substring(document().indexOf(after) + after.length()).split("\n## ", 2)[0];
    }

    private static Stream<String> find(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results().map(found -> found.group(1));
    }

    private static String document() throws IOException {
        return Files.readString(Path.of("docs/http-api.md"));
    }
}
