package dev.stackwright.dataset;

/** What a dataset may weigh; guards against zip bombs and endless downloads. */
public record DatasetLimits(long maxFiles, long maxTotalBytes, long maxFileBytes) {

    /** 500,000 files, 64 GiB, 32 MiB a file. */
    public static final DatasetLimits DEFAULT = new DatasetLimits(500_000, 64L << 30, 32L << 20);
}
