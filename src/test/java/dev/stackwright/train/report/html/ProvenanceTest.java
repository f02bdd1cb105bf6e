package dev.stackwright.train.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.train.report.Report;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProvenanceTest {

    /** Of Java; the report was written where it had this version. */
    private static final String TRAINED_BY = "17.0.15+6-Debian-1deb12u1";

    private static String page(String publishedBy) throws IOException {
        try (InputStream in = ProvenanceTest.class.getResourceAsStream("/documents/report-1.json")) {
            return Provenance.of(
                    new ReportPage.About(
                            "cells",
                            "",
                            Instant.parse("2026-11-28T00:00:00Z"),
                            "a run",
                            Map.of(),
                            Map.of("java", publishedBy)),
                    Report.read(in.readAllBytes(), "report"));
        }
    }

    @Test
    void oneVersionThatTrainedAndPublishedStandsThereOnce() throws IOException {
        assertThat(page(TRAINED_BY)).containsOnlyOnce(TRAINED_BY).contains("processors");
    }

    @Test
    void anotherVersionThatPublishedStandsBesideTheOneThatTrained() throws IOException {
        assertThat(page("21.0.1")).containsOnlyOnce(TRAINED_BY).containsOnlyOnce("21.0.1");
    }
}
