package dev.stackwright.train.data;

import dev.stackwright.common.Sha256;
import dev.stackwright.dataset.RejectedImage;
import java.util.List;

/**
 * The document beside kept features: what they are of and how to tell that they are whole.
 *
 * @param trainingRows the first rows of the matrix; the dataset's training images less those set aside, in order
 * @param validationRows the rows after them
 * @param setAside images that could not be decoded
 * @param values digest of the matrix, float32 little-endian, row by row
 */
record FeatureIndex(
        int schema,
        CacheKey of,
        int channels,
        int trainingRows,
        int validationRows,
        List<RejectedImage> setAside,
        Sha256 values) {

    static final int SCHEMA = 1;

    FeatureIndex {
        setAside = List.copyOf(setAside);
    }
}
