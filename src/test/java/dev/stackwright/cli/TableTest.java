package dev.stackwright.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void wordsStandLeftAndFiguresRight() {
        assertThat(new Table("name", "n", "share")
                        .row("a", "7", "9.5 %")
                        .row("longer", "1280", "100.0 %")
                        .text())
                .isEqualTo("""
                    name   |    n |   share
                    -------+------+---------
                    a      |    7 |   9.5 %
                    longer | 1280 | 100.0 %\
                    """);
    }

    @Test
    void nothingIsCutHoweverLong() {
        String url = "https://example.org/" + "a".repeat(500);
        assertThat(new Table("image").row(url).text().lines()).contains(url);
    }

    @Test
    void aTableWithoutRowsIsItsHeader() {
        assertThat(new Table("a", "b").text().lines().findFirst()).hasValue("a | b");
    }

    @Test
    void linesHaveNoTrailingBlanks() {
        assertThat(new Table("a", "b").row("x", "").text().lines()).allMatch(line -> line.equals(line.stripTrailing()));
    }

    @Test
    void aRowOfAnotherWidthIsRefused() {
        Table table = new Table("a", "b");
        assertThatThrownBy(() -> table.row("x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected 2 cells, found 1");
    }
}
