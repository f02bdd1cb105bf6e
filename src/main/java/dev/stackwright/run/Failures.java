package dev.stackwright.run;

import dev.stackwright.dataset.DatasetException;
import dev.stackwright.ensemble.EnsembleDamagedException;
import dev.stackwright.ensemble.UnknownEnsembleException;
import dev.stackwright.network.weights.WeightsException;
import dev.stackwright.store.StoreException;
import dev.stackwright.train.TrainingException;
import java.io.IOException;
import java.io.UncheckedIOException;
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
            LaunchException.class,
            StageOrderException.class,
            IllegalArgumentException.class);

    private Failures() {}

    /** Thrown where the request or its data are at fault, so that another try cannot help. */
    private static final List<Class<? extends RuntimeException>> PERMANENT =
            List.of(InvalidRequestException.class, DatasetException.class, TrainingException.class);

    /** What lies below some of these and comes from outside: a network, a disk, a shutdown. */
    private static final List<Class<? extends Exception>> PASSING =
            List.of(IOException.class, UncheckedIOException.class, InterruptedException.class, StoreException.class);

    /** Whether another try cannot help. */
    static boolean isPermanent(Throwable failure) {
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            Throwable below = cause;
            if (PASSING.stream().anyMatch(type -> type.isInstance(below))) {
                return false;
            }
        }
        return PERMANENT.stream().anyMatch(type -> type.isInstance(failure));
    }

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
