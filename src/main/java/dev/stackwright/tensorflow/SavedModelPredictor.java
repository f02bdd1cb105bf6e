package dev.stackwright.tensorflow;

import dev.stackwright.ensemble.EnsembleDamagedException;
import dev.stackwright.ensemble.Evidence;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.ensemble.Predictor;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.tensorflow.SavedModelFile.Grid;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/** A SavedModel ready to answer, all members and the stack in one call. Owns a native graph and session. */
public final class SavedModelPredictor implements Predictor {

    private final Manifest manifest;
    private final List<String> outputs;
    private final String input;
    private final List<Grid> evidence;
    private final GraphSession opened;
    private final Session session;

    private SavedModelPredictor(Manifest manifest, SavedModelFile file, GraphSession opened) {
        this.manifest = manifest;
        this.input = file.input();
        this.outputs = file.outputs();
        this.evidence = file.evidence();
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
        batch.require(manifest.imageSpec());
        if (batch.count() == 0) {
            return Prediction.of(manifest, 0, Collections.nCopies(outputs.size(), new float[0]));
        }
        return Prediction.of(manifest, batch.count(), run(batch, outputs));
    }

    @Override
    public Optional<Evidence> evidence(PixelBatch batch) {
        if (evidence.isEmpty() || batch.count() == 0) {
            return Optional.empty();
        }
        List<float[]> values = run(batch, evidence.stream().map(Grid::tensor).toList());
        return Optional.of(Evidence.of(
                evidence.stream().map(Grid::size).toList(), manifest.labels().count(), values));
    }

    private List<float[]> run(PixelBatch batch, List<String> wanted) {
        try (TUint8 pixels = Tensors.images(batch.count(), batch.spec().size(), batch.rgb())) {
            Session.Runner runner = session.runner().feed(input, pixels);
            wanted.forEach(runner::fetch);
            List<float[]> values = new ArrayList<>();
            try (Result result = runner.run()) {
                for (int i = 0; i < wanted.size(); i++) {
                    values.add(Tensors.values((TFloat32) result.get(i)));
                }
            }
            return values;
        }
    }

    @Override
    public void close() {
        opened.close();
    }
}
