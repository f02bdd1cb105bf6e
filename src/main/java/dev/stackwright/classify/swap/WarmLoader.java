package dev.stackwright.classify.swap;

import dev.stackwright.ensemble.EnsembleDamagedException;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.ensemble.LoadedEnsemble.Prediction;
import dev.stackwright.ensemble.UnknownEnsembleException;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.image.PixelBatch;

/** Loads versions and has them answer once before any request does, as the first answers of a session are slow. */
final class WarmLoader {

    /** One image, as most requests have, and a few, as that takes other kernels. */
    private static final int[] BATCHES = {1, 4};

    private final EnsembleSource source;

    WarmLoader(EnsembleSource source) {
        this.source = source;
    }

    /** Ready to answer; the caller closes it. */
    ServingEnsemble load(EnsembleName name, EnsembleVersion promoted) {
        ServingEnsemble ensemble = open(name, promoted);
        try {
            warm(name, promoted, ensemble);
            return ensemble;
        } catch (RuntimeException | Error e) {
            ensemble.close();
            throw e;
        }
    }

    private ServingEnsemble open(EnsembleName name, EnsembleVersion promoted) {
        try {
            return source.load(name, promoted);
        } catch (UnknownEnsembleException e) {
            throw new EnsembleDamagedException(
                    "expected version " + promoted + " of " + name + ", which is promoted, in the store; found that it"
                            + " is gone; promote another version, or roll back",
                    e);
        }
    }

    private static void warm(EnsembleName name, EnsembleVersion version, ServingEnsemble ensemble) {
        ImageSpec spec = ensemble.manifest().imageSpec();
        int labels = ensemble.manifest().labels().count();
        for (int count : BATCHES) {
            Prediction prediction = ensemble.predict(new PixelBatch(spec, count, new byte[count * spec.bytes()]));
            int rows = prediction.ensemble().rows();
            int columns = prediction.ensemble().labels();
            if (rows != count || columns != labels) {
                throw new EnsembleDamagedException(
                        "expected version " + version + " of " + name + " to answer " + count + " × " + labels
                                + " probabilities, found " + rows + " × " + columns + "; publish it again",
                        null);
            }
        }
    }
}
