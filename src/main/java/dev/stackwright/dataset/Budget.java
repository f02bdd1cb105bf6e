package dev.stackwright.dataset;

/** Counts files and bytes against the limits while a tree is listed. */
final class Budget {

    private final DatasetLimits limits;
    private final String origin;
    private long files;
    private long bytes;

    Budget(DatasetLimits limits, String origin) {
        this.limits = limits;
        this.origin = origin;
    }

    /** @throws DatasetException once there are too many files or bytes */
    void add(long size) {
        files++;
        bytes = Math.addExact(bytes, Math.max(0, size));
        if (files > limits.maxFiles()) {
            throw new DatasetException(origin + ": expected at most " + limits.maxFiles() + " files, found more", null);
        }
        if (bytes > limits.maxTotalBytes()) {
            throw new DatasetException(
                    origin + ": expected at most " + limits.maxTotalBytes() + " bytes in all, found more", null);
        }
    }

    long bytes() {
        return bytes;
    }
}
