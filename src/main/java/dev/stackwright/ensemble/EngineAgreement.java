package dev.stackwright.ensemble;

import dev.stackwright.ensemble.Predictor.Prediction;
import dev.stackwright.prediction.Probabilities;
import java.util.ArrayList;
import java.util.List;

/**
 * How far two engines agree on a version, for the report.
 *
 * @param photos that both answered
 * @param probabilitiesWithin the power of ten, 1e-7 or more, by which no probability of the ensemble or a member differs;
 *     so rough because the last digits differ from machine to machine
 * @param sameLabel of how many photos the ensemble's most probable label is the same
 */
public record EngineAgreement(int photos, double probabilitiesWithin, int sameLabel) {

    private static final int LEAST_EXPONENT = -7;

    /** Of what both answered for the same photos. */
    public static EngineAgreement of(Prediction one, Prediction other) {
        double most = 0;
        List<Probabilities> ones = all(one);
        List<Probabilities> others = all(other);
        for (int i = 0; i < ones.size(); i++) {
            for (int photo = 0; photo < ones.get(i).rows(); photo++) {
                for (int label = 0; label < ones.get(i).labels(); label++) {
                    most = Math.max(
                            most,
                            Math.abs(
                                    ones.get(i).at(photo, label) - others.get(i).at(photo, label)));
                }
            }
        }
        int same = 0;
        for (int photo = 0; photo < one.ensemble().rows(); photo++) {
            same += one.ensemble().best(photo) == other.ensemble().best(photo) ? 1 : 0;
        }
        double exponent = Math.max(LEAST_EXPONENT, Math.ceil(Math.log10(most)));
        return new EngineAgreement(one.ensemble().rows(), Math.pow(10, exponent), same);
    }

    private static List<Probabilities> all(Prediction prediction) {
        List<Probabilities> all = new ArrayList<>(prediction.members());
        all.add(prediction.ensemble());
        return all;
    }
}
