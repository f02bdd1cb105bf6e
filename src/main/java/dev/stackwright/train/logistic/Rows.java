package dev.stackwright.train.logistic;

import dev.stackwright.network.FeatureMatrix;

/** Some rows of a feature matrix with their labels; a view, nothing is copied. */
@SuppressWarnings("ArrayRecordComponent")
record Rows(FeatureMatrix features, int[] rows, int[] labels) {

    int count() {
        return rows.length;
    }

    int channels() {
        return features.channels();
    }

    /** Where the values of the i-th chosen row begin. */
    int offset(int i) {
        return rows[i] * features.channels();
    }

    int label(int i) {
        return labels[rows[i]];
    }

    /** Root mean square of all values, less their channel's mean; 1 where nothing varies. */
    double spread(double[] mean) {
        double squares = 0;
        for (int i = 0; i < count(); i++) {
            int offset = offset(i);
            for (int j = 0; j < mean.length; j++) {
                double off = features.values()[offset + j] - mean[j];
                squares += off * off;
            }
        }
        double spread = Math.sqrt(squares / count() / channels());
        return spread > 0 && Double.isFinite(1 / spread) ? spread : 1;
    }

    /** Of each channel over the chosen rows. */
    double[] mean() {
        double[] mean = new double[channels()];
        for (int i = 0; i < count(); i++) {
            int offset = offset(i);
            for (int j = 0; j < mean.length; j++) {
                mean[j] += features.values()[offset + j];
            }
        }
        for (int j = 0; j < mean.length; j++) {
            mean[j] /= count();
        }
        return mean;
    }
}
