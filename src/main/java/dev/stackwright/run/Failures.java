package dev.stackwright.run;

import dev.stackwright.dataset.DatasetException;
import dev.stackwright.ensemble.EnsembleDamagedException;
import dev.stackwright.ensemble.UnknownEnsembleException;
import dev.stackwright.network.weights.WeightsException;
import dev.stackwright.store.StoreException;
import dev.stackwright.train.TrainingException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a run that failed says to people; the log has the rest. */
final class Failures {

    /** Written for people where they are thrown. */
    private static final List<Class<? extends RuntimeException>> SPOKEN = List.of(
            DatasetException.class,
            TrainingException.class,
            WeightsException.class,
            StoreException.class,
            EnsembleDamagedException.class,
            UnknownEnsembleException.class,
            IllegalArgumentException.class);

    private Failures() {}

    static String forPeople(Throwable failure) {
        @Nullable String message = failure.getMessage();
        if (failure instanceof OutOfMemoryError) {
            return "ran out of memory" + (message == null ? "" : " (" + message + ")")
                    + ": use a smaller batchSize or imageSize, or a larger -Xmx";
        }
        if (message != null && SPOKEN.stream().anyMatch(type -> type.isInstance(failure))) {
            return message;
        }
        return "unexpected " + failure.getClass().getSimpleName() + (message == null ? "" : ": " + message)
                + "; the log of the process that ran it says more";
    }
}
