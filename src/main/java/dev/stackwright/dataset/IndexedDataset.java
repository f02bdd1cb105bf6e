package dev.stackwright.dataset;

import dev.stackwright.common.Sha256;
import dev.stackwright.prediction.Labels;
import java.io.IOException;
import java.util.List;

/** A catalogue and the tree that it was made from, which it owns. */
final class IndexedDataset implements Dataset {

    private final String origin;
    private final FileTree tree;
    private final Catalogue catalogue;
    private final long maxFileBytes;
    private final Sha256 digest;

    IndexedDataset(String origin, FileTree tree, Catalogue catalogue, DatasetLimits limits) {
        this.origin = origin;
        this.tree = tree;
        this.catalogue = catalogue;
        maxFileBytes = limits.maxFileBytes();
        digest = catalogue.digest();
    }

    @Override
    public String origin() {
        return origin;
    }

    @Override
    public Labels labels() {
        return catalogue.labels();
    }

    @Override
    public List<Example> training() {
        return catalogue.training();
    }

    @Override
    public List<Example> validation() {
        return catalogue.validation();
    }

    @Override
    public boolean validationWasSplitOff() {
        return catalogue.validationWasSplitOff();
    }

    @Override
    public List<RejectedImage> setAside() {
        return catalogue.setAside();
    }

    @Override
    public List<String> remarks() {
        return catalogue.remarks();
    }

    @Override
    public Sha256 digest() {
        return digest;
    }

    @Override
    public byte[] read(Example example) throws IOException {
        return tree.read(catalogue.root() + example.path(), maxFileBytes);
    }

    @Override
    public void close() {
        tree.close();
    }
}
