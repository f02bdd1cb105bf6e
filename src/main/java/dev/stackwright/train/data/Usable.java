package dev.stackwright.train.data;

import dev.stackwright.dataset.DatasetIndex;
import dev.stackwright.train.TrainedMember;
import java.util.List;

/** The images that all members saw. */
public final class Usable {

    private Usable() {}

    /** @param members all of whom set the same images aside */
    public static UsableImages of(DatasetIndex dataset, List<TrainedMember> members) {
        return UsableImages.of(dataset, members.get(0).setAside());
    }
}
