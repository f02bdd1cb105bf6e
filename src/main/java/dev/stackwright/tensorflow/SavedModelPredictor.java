package dev.stackwright.tensorflow;

import dev.stackwright.ensemble.EnsembleDamagedException;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.ensemble.Predictor;
import dev.stackwright.image.PixelBatch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/** A SavedModel ready to answer, all members and the stack in one call. Owns a native graph and session. */
public final class SavedModelPredictor implements Predictor {

    private final Manifest manifest;
    private final List<String> outputs;
    private final String input;
    private final GraphSession opened;
    private final Session session;

    private SavedModelPredictor(Manifest manifest, SavedModelFile file, GraphSession opened) {
        this.manifest = manifest;
        this.input = file.input();
        this.outputs = file.outputs();
        this.opened = opened;
        this.session = opened.session();
    }

    /**
     * Loads {@code folder/saved_model.pb}; its checksum was verified before.
     *
     * @throws EnsembleDamagedException when there is no such file, or it is not the model that the manifest describes
     */
    public static SavedModelPredictor load(Path folder, Manifest manifest, Devices devices) {
        SavedModelFile file = SavedModelFile.read(folder.resolve(SavedModelWriter.FILE), manifest);
        GraphSession opened = new GraphSession(devices);
        try {
            file.importInto(opened.graph());
            return new SavedModelPredictor(manifest, file, opened);
        } catch (RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    @Override
    public Manifest manifest() {
        return manifest;
    }

    @Override
    public Prediction predict(PixelBatch batch) {
        if (!batch.spec().equals(manifest.imageSpec())) {
            throw new IllegalArgumentException(
                    "expected images as " + manifest.imageSpec() + ", found " + batch.spec());
        }
        if (batch.count() == 0) {
            return Prediction.of(manifest, 0, Collections.nCopies(outputs.size(), new float[0]));
        }
        List<float[]> values = new ArrayList<>();
        try (TUint8 pixels = Tensors.images(batch.count(), batch.spec().size(), batch.rgb());
                Result result = run(pixels)) {
            for (int i = 0; i < outputs.size(); i++) {
                values.add(Tensors.values((TFloat32) result.get(i)));
            }
        }
        return Prediction.of(manifest, batch.count(), values);
    }

    private Result run(TUint8 pixels) {
        Session.Runner runner = session.runner().feed(input, pixels);
        outputs.forEach(runner::fetch);
        return runner.run();
    }

    @Override
    public void close() {
        opened.close();
    }
}
