package dev.stackwright.dataset;

/** What a dataset may weigh; guards against zip bombs and endless downloads. */
public record DatasetLimits(long maxFiles, long maxTotalBytes, long maxFileBytes) {

    /** 500,000 files, 64 GiB, 32 MiB a file. */
    public static final DatasetLimits DEFAULT = new DatasetLimits(500_000, 64L << 30, 32L << 20);

    /** Counts files and bytes against the limits while a tree is listed or read. */
    final class Budget {

        private final String origin;
        private long files;
        private long bytes;

        Budget(String origin) {
            this.origin = origin;
        }

        /** @throws DatasetException once there are too many files or bytes */
        void add(long size) {
            files++;
            bytes += Math.min(Math.max(0, size), maxTotalBytes); // so that no sum overflows
            if (files > maxFiles) {
                throw new DatasetException(origin + ": expected at most " + maxFiles + " files, found more", null);
            }
            if (bytes > maxTotalBytes) {
                throw new DatasetException(
                        origin + ": expected at most " + maxTotalBytes + " bytes in all, found more", null);
            }
        }

        long bytes() {
            return bytes;
        }
    }
}
