package dev.stackwright.ensemble;

import dev.stackwright.image.ImageSpec;
import dev.stackwright.prediction.Labels;
import dev.stackwright.prediction.Temperature;
import java.util.List;

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
    }
}
