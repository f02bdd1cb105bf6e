package dev.stackwright.ensemble;

import dev.stackwright.ensemble.Manifest.ValidationScores;
import dev.stackwright.ensemble.ModelFormat.EngineAgreement;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.prediction.Calibration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What training hands to publication.
 *
 * @param report makes the document for {@code report.json} from how far engines agree, where that was compared; any type
 *     that can be written as JSON
 * @param page the document {@code report.html}; null for none
 * @param photos some validation photos to compare engines with, none where there are none
 * @param figures the manifest's summary of it
 * @param calibration of how sure answers are; null where that is not known
 * @param configuration the training request as given and as resolved, for the manifest
 * @param run the run that made it
 */
public record TrainedEnsemble(
        EnsembleModel model,
        Function<Optional<EngineAgreement>, Object> report,
        @Nullable String page,
        Supplier<PixelBatch> photos,
        ValidationScores figures,
        @Nullable Calibration calibration,
        Map<String, Object> configuration,
        long seed,
        String run) {

    public TrainedEnsemble {
        configuration = Manifest.inOrder(configuration);
    }

    /** Without a page and a calibration, with a report that is the same whatever engines say, and nothing to compare them with. */
    public TrainedEnsemble(
            EnsembleModel model,
            Object report,
            ValidationScores figures,
            Map<String, Object> configuration,
            long seed,
            String run) {
        this(
                model,
                agreement -> report,
                null,
                () -> new PixelBatch(model.spec(), 0, new byte[0]),
                figures,
                null,
                configuration,
                seed,
                run);
    }
}
