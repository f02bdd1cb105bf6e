package dev.stackwright.network;

/**
 * Batch normalisation over the last axis (Ioffe and Szegedy, 2015): {@code (x − mean) / √(variance + epsilon)}, times
 * gamma where scaled, plus beta.
 *
 * @param scaled whether it has a gamma
 * @param epsilon added to the variance
 * @param momentum share of the old moving statistics that a training step keeps
 */
public record BatchNorm(boolean scaled, double epsilon, double momentum) {}
