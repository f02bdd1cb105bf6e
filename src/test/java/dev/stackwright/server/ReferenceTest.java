package dev.stackwright.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.download.DownloadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
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
    void everyCodeOfADownloadIsDocumented() throws IOException {
        String document = document();
        // whole files of datasets and weights may have the wrong content; photos are told by their formats
        assertThat(EnumSet.complementOf(EnumSet.of(DownloadException.Reason.WRONG_CONTENT)))
                .allSatisfy(reason -> assertThat(document).contains("`" + reason.code() + "`"));
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
        String part = document().substring(document().indexOf(after) + after.length());
        return find(pattern, part.split("\n## ", 2)[0]).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> find(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results().map(found -> found.group(1));
    }

    private static String document() throws IOException {
        return Files.readString(Path.of("docs/http-api.md"));
    }
}
