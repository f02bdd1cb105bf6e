package dev.stackwright.ensemble;

import java.time.Instant;

/**
 * The act that makes a version the one served; the highest number counts.
 *
 * @param by who, e.g. {@code run 20261124…} or a user name
 */
public record Promotion(long number, EnsembleVersion version, Instant at, String by, String why) {

    public Promotion {
        if (number < 1) {
            throw new IllegalArgumentException("expected a promotion's number from 1 on, found " + number);
        }
        Manifest.given("version", version);
        Manifest.given("at", at);
        Manifest.given("by", by);
        Manifest.given("why", why);
    }
}
