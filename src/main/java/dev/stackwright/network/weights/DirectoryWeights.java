package dev.stackwright.network.weights;

import dev.stackwright.network.Network;
import dev.stackwright.network.NetworkWeights;
import java.nio.file.Path;

/** Weights from a local folder, under their official file names. Their digests are the owner's affair. Thread-safe. */
public final class DirectoryWeights implements WeightSource {

    private final Path folder;

    public DirectoryWeights(Path folder) {
        this.folder = folder;
    }

    @Override
    public NetworkWeights weights(Network network) {
        Path file = folder.resolve(network.published().fileName());
        KerasH5.requireFile(
                file,
                network.name(),
                "It is published at " + network.published().address() + ".");
        return KerasH5.read(file, network);
    }

    @Override
    public String describe() {
        return folder.toString();
    }
}
