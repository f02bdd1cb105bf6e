package dev.stackwright.train.data;

import dev.stackwright.common.Sha256;
import dev.stackwright.dataset.Dataset;
import dev.stackwright.image.ImageLimits;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.store.ObjectKey;

/**
 * What features depend on: the images, the network with its weights, the way from bytes to pixels, and what is refused.
 *
 * @param dataset digest of its content
 * @param weights digest of the network's weights
 * @param spec {@link ImageSpec#id()}
 */
record CacheKey(Sha256 dataset, String network, Sha256 weights, String spec, ImageLimits limits) {

    static CacheKey of(Dataset dataset, NetworkWeights weights, ImageSpec spec, ImageLimits limits) {
        return new CacheKey(dataset.digest(), weights.network(), weights.digest(), spec.id(), limits);
    }

    /** {@code features/<dataset>/<network>-<weights>-<spec>}; digests in brief, whole ones stand in the index. */
    ObjectKey folder() {
        return new ObjectKey("features/" + dataset.brief() + "/" + network + "-" + weights.brief() + "-" + spec);
    }

    ObjectKey index() {
        return folder().resolve("index.json");
    }

    ObjectKey values() {
        return folder().resolve("features.f32");
    }
}
