package dev.stackwright.ensemble;

import dev.stackwright.ensemble.EnsembleModel.Member;
import dev.stackwright.ensemble.Manifest.ValidationScores;
import dev.stackwright.network.Head;
import dev.stackwright.network.NarrowNetworks;
import dev.stackwright.network.Network;
import dev.stackwright.network.Networks;
import dev.stackwright.network.RandomWeights;
import dev.stackwright.prediction.Temperature;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Drafts of one small member, for tests whose subject is what becomes of their files. */
final class Drafts {

    private static final EnsembleModel MODEL = model();

    private Drafts() {}

    /** Drafts of different numbers become different versions. */
    static TrainedEnsemble numbered(int number) {
        return numbered(number, "test");
    }

    static TrainedEnsemble numbered(int number, String run) {
        return new TrainedEnsemble(
                MODEL,
                Map.of("number", number),
                new ValidationScores(
                        10, new ValidationScores.Score(0.5, 0.4, 0.6, 0.7, 0.1, null), List.of(), List.of()),
                Map.of(),
                7,
                run);
    }

    private static EnsembleModel model() {
        Network network = NarrowNetworks.narrow(Networks.named("mobilenet"));
        Random random = new Random(1);
        Head head = new Head(
                network.channels(),
                2,
                TinyEnsembles.floats(network.channels() * 2, 0.1, random),
                TinyEnsembles.floats(2, 1, random));
        Member member = new Member(network, RandomWeights.of(network, 1), head);
        return new EnsembleModel(
                TinyEnsembles.labels(2), TinyEnsembles.SPEC, List.of(member), new Stack.Mean(), Temperature.NEUTRAL);
    }
}
