package dev.stackwright.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * A table of a document whose rows a test makes. What is measured differs from run to run; the first columns have to be
 * those of the document. With {@code -Dstackwright.test.tables=write} the rows of this run replace those of the document.
 */
public final class MeasuredTable {

    private final Path document;
    private final String head;
    private final int exact;
    private final List<String> rows = new CopyOnWriteArrayList<>();

    /**
     * @param head the first line of the table, as it stands in the document
     * @param exact how many columns have to be the same
     */
    public MeasuredTable(String document, String head, int exact) {
        this.document = Path.of(document);
        this.head = head;
        this.exact = exact;
    }

    public void row(Object... cells) {
        rows.add(Arrays.stream(cells).map(String::valueOf).collect(Collectors.joining(" | ", "| ", " |")));
    }

    /** Compares the table with the document's, or writes it there. */
    public void check() {
        try {
            String text = Files.readString(document);
            assertThat(text).contains(head + "\n");
            int begin = text.indexOf('\n', text.indexOf(head + "\n") + head.length() + 1) + 1;
            int gap = text.indexOf("\n\n", begin);
            int end = gap < 0 ? text.length() : gap + 1;
            if ("write".equals(System.getProperty("stackwright.test.tables"))) {
                Files.writeString(
                        document, text.substring(0, begin) + String.join("\n", rows) + "\n" + text.substring(end));
            } else {
                assertThat(text.substring(begin, end).lines().map(this::firstColumns))
                        .as("%s, which -Dstackwright.test.tables=write makes anew", document)
                        .containsExactlyElementsOf(
                                rows.stream().map(this::firstColumns).toList());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String firstColumns(String row) {
        return Arrays.stream(row.split(" \\| ")).limit(exact).collect(Collectors.joining(" | "));
    }
}
