package dev.stackwright.train;

import dev.stackwright.dataset.DatasetIndex;
import dev.stackwright.train.feature.UsableImages;
import java.util.List;

/** The images that all members saw. */
final class Usable {

    private Usable() {}

    /** @param members all of whom set the same images aside */
    static UsableImages of(DatasetIndex dataset, List<TrainedMember> members) {
        return UsableImages.of(dataset, members.get(0).setAside());
    }
}
