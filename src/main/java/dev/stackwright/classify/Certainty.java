package dev.stackwright.classify;

import dev.stackwright.classify.ClassifyReply.Result;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.ensemble.Predictor.Prediction;
import dev.stackwright.prediction.Calibration;
import dev.stackwright.prediction.Probabilities;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks to be told of how sure answers are; nothing unless it does.
 *
 * @param coverage of sets of labels, above 0 and below 1; no sets where null
 * @param unknown whether to tell answers that are too uncertain to go by
 */
public record Certainty(@Nullable Double coverage, boolean unknown) {

    /** @throws IllegalArgumentException when the coverage is none */
    public Certainty {
        if (coverage != null) {
            Calibration.checkCoverage(coverage);
        }
    }

    /** @throws NotCalibratedException when it is asked for and the version does not have what it needs */
    void checkAgainst(Manifest manifest) {
        if ((coverage != null || unknown) && manifest.calibration() == null) {
            String field = coverage != null ? "coverage" : "unknown";
            throw new NotCalibratedException(
                    field,
                    field + ": version " + manifest.version() + " of " + manifest.ensemble()
                            + " was published before versions kept how sure they are; train the ensemble again, or ask"
                            + " without " + field);
        }
    }

    /** The answer for one row, with what is asked for. */
    Result on(Result answer, Manifest manifest, Prediction prediction, int row) {
        Calibration calibration = manifest.calibration();
        if (calibration == null || (coverage == null && !unknown)) {
            return answer;
        }
        Probabilities probabilities = prediction.ensemble();
        List<String> set = coverage == null
                ? null
                : calibration.set(probabilities, row, coverage).stream()
                        .map(manifest.labels()::name)
                        .toList();
        return answer.certain(
                set, unknown ? calibration.isUnknown(probabilities, row, prediction.unfamiliarity(row)) : null);
    }

    /** A request for what the version cannot say. */
    public static final class NotCalibratedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final String field;

        NotCalibratedException(String field, String message) {
            super(message);
            this.field = field;
        }

        /** Of the request: {@code coverage} or {@code unknown}. */
        public String field() {
            return field;
        }
    }
}
