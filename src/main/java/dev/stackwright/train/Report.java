package dev.stackwright.train;

/** SKELETON: the document {@code report.json}; its components are settled by the training room. */
public record Report() {}
