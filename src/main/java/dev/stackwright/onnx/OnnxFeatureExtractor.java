package dev.stackwright.onnx;

import ai.onnxruntime.OrtException;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.network.FeatureEngine;
import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.network.Network;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.onnx.OnnxSession.Wanted;
import java.util.List;

/** A frozen network (batch norm folded) up to its pooled features, by ONNX Runtime. Thread-safe; close it. */
final class OnnxFeatureExtractor implements FeatureEngine.Extractor {

    private final ImageSpec spec;
    private final int channels;
    private final OnnxSession session;

    private OnnxFeatureExtractor(ImageSpec spec, int channels, OnnxSession session) {
        this.spec = spec;
        this.channels = channels;
        this.session = session;
    }

    /** As {@link FeatureEngine#extractor}. */
    static OnnxFeatureExtractor open(Network network, NetworkWeights weights, ImageSpec spec) {
        byte[] model = OnnxModel.features(network, weights, spec).toByteArray();
        try {
            return new OnnxFeatureExtractor(spec, network.channels(), OnnxSession.of(model));
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime refuses " + network.title() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public FeatureMatrix features(PixelBatch batch) {
        batch.require(spec);
        float[] values = session.run(batch, List.of(new Wanted(OnnxModel.FEATURES, channels)))
                .get(0);
        return new FeatureMatrix(batch.count(), channels, values);
    }

    @Override
    public void close() {
        session.close();
    }
}
