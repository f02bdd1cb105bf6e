package dev.stackwright.cli;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A table for people. Columns whose cells are all figures are aligned to the right. */
final class Table {

    private final String[] header;
    private final List<String[]> rows = new ArrayList<>();

    Table(String... header) {
        this.header = header.clone();
    }

    /** @throws IllegalArgumentException when there are not as many cells as columns */
    Table row(String... cells) {
        if (cells.length != header.length) {
            throw new IllegalArgumentException("expected " + header.length + " cells, found " + cells.length);
        }
        rows.add(cells.clone());
        return this;
    }

    /** The lines, without trailing blanks and without a newline at the end. */
    String text() {
        List<ColumnData<String[]>> columns = new ArrayList<>();
        for (int i = 0; i < header.length; i++) {
            HorizontalAlign align = figures(i) ? HorizontalAlign.RIGHT : HorizontalAlign.LEFT;
            int column = i;
            columns.add(new Column()
                    .header(header[i])
                    .headerAlign(align)
                    .dataAlign(align)
                    .maxWidth(Integer.MAX_VALUE)
                    .with(row -> row[column]));
        }
        return AsciiTable.builder()
                .border(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS_NO_OUTSIDE_BORDER)
                .lineSeparator("\n")
                .data(rows, columns)
                .asString()
                .lines()
                // the library begins each line with a blank or, under the header, a dash
                .map(line -> line.substring(1).stripTrailing())
                .collect(Collectors.joining("\n"));
    }

    private boolean figures(int column) {
        return !rows.isEmpty() && rows.stream().allMatch(row -> row[column].matches("[-+]?[0-9][0-9., –%-]*"));
    }
}
