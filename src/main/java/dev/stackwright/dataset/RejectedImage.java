package dev.stackwright.dataset;

/** An image that was set aside (quarantined) and why; never fatal. */
public record RejectedImage(String path, String reason) {}
