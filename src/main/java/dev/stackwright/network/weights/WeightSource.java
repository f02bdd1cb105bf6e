package dev.stackwright.network.weights;

import dev.stackwright.network.Network;
import dev.stackwright.network.NetworkWeights;
import java.lang.ref.SoftReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Gives a network its weights. Thread-safe. */
public interface WeightSource {

    /**
     * The weights of a network.
     *
     * @throws WeightsException when they cannot be had or do not fit, naming file, weight, shape and expected shape
     */
    NetworkWeights weights(Network network);

    /** For people and manifests: where it looks. */
    String describe();

    /**
     * Weights of another source, read once for as long as there is memory to keep them: a run needs them at its beginning
     * and for publication again, and to read, match and hash a file of 90 MB takes seconds. Thread-safe.
     */
    final class RememberedWeights implements WeightSource {

        private final WeightSource source;
        private final Map<String, SoftReference<NetworkWeights>> read = new ConcurrentHashMap<>();

        public RememberedWeights(WeightSource source) {
            this.source = source;
        }

        @Override
        public NetworkWeights weights(Network network) {
            SoftReference<NetworkWeights> kept = read.get(network.name());
            NetworkWeights known = kept == null ? null : kept.get();
            if (known == null) {
                known = source.weights(network);
                read.put(network.name(), new SoftReference<>(known));
            }
            return known;
        }

        @Override
        public String describe() {
            return source.describe();
        }
    }

    /** Weights that cannot be had, or do not fit their network. */
    final class WeightsException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        public WeightsException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
