package dev.stackwright.ensemble;

import java.time.Instant;

/**
 * The act that makes a version the one served; the highest number counts.
 *
 * @param by who, e.g. {@code run 20261124…} or a user name
 */
public record Promotion(long number, EnsembleVersion version, Instant at, String by, String why) {}
