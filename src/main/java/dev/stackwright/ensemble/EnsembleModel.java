package dev.stackwright.ensemble;

import dev.stackwright.image.ImageSpec;
import dev.stackwright.network.FeatureSubspace;
import dev.stackwright.network.Head;
import dev.stackwright.network.Network;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.prediction.Labels;
import dev.stackwright.prediction.Temperature;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything that decides what an ensemble answers: pixels → probabilities. */
public record EnsembleModel(Labels labels, ImageSpec spec, List<Member> members, Stack stack, Temperature temperature) {

    public EnsembleModel {
        members = List.copyOf(members);
        if (members.isEmpty()) {
            throw new IllegalArgumentException("expected one member or more, found none");
        }
        for (Member m : members) {
            if (m.head().labels() != labels.count()) {
                throw new IllegalArgumentException(m.network().name() + ": expected a head of " + labels.count()
                        + " labels, found " + m.head().labels());
            }
        }
        int features = members.stream().mapToInt(m -> m.network().channels()).sum();
        stack.check(members.size(), labels.count(), features);
    }

    /**
     * A network and its head as trained for one ensemble.
     *
     * @param seen where features of its training photos lie; null where that is not known
     */
    public record Member(
            Network network,
            NetworkWeights weights,
            Head head,
            @Nullable FeatureSubspace seen) {

        /** One that does not know what its training photos were like. */
        public Member(Network network, NetworkWeights weights, Head head) {
            this(network, weights, head, null);
        }

        public Member {
            if (head.channels() != network.channels()) {
                throw new IllegalArgumentException(network.name() + ": expected a head on " + network.channels()
                        + " channels, found " + head.channels());
            }
            if (seen != null && seen.channels() != network.channels()) {
                throw new IllegalArgumentException(network.name() + ": expected features of " + network.channels()
                        + " channels, found " + seen.channels());
            }
        }
    }
}
