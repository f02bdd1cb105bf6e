package dev.stackwright.run;

import dev.stackwright.common.Json.MalformedJsonException;
import dev.stackwright.common.KebabCase;
import dev.stackwright.dataset.Dataset.DatasetException;
import dev.stackwright.dataset.Dataset.Fault;
import dev.stackwright.ensemble.EnsembleSource.EnsembleDamagedException;
import dev.stackwright.ensemble.EnsembleSource.UnknownEnsembleException;
import dev.stackwright.network.weights.WeightSource.WeightsException;
import dev.stackwright.run.Launcher.LaunchException;
import dev.stackwright.store.ObjectStore.StoreException;
import dev.stackwright.train.TrainingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an error that ended a run means: whether another try may help, and what is told of it; the log has the rest.
 *
 * @param code for programs: that of a {@link Code}, or of a dataset that cannot be used
 * @param message for people
 */
public record RunFailure(String code, String message) {

    /** What went wrong where it was not the dataset. {@code docs/http-api.md} says what each means. */
    public enum Code {
        INVALID_REQUEST,
        TRAINING_FAILED,
        WEIGHTS_UNUSABLE,
        STORE_FAILED,
        DAMAGED_OBJECT,
        OUT_OF_MEMORY,
        DISK_FULL,
        GIVEN_UP,
        STAGE_FAILED,
        INTERNAL_ERROR;

        /** In kebab case, e.g. {@code disk-full}. */
        public String code() {
            return KebabCase.of(this);
        }
    }

    /** Written for people where they are thrown. */
    private static final List<Class<? extends RuntimeException>> SPOKEN = List.of(
            DatasetException.class,
            TrainingException.class,
            WeightsException.class,
            StoreException.class,
            MalformedJsonException.class,
            EnsembleDamagedException.class,
            UnknownEnsembleException.class,
            LaunchException.class,
            Stage.OrderException.class,
            IllegalArgumentException.class);

    /** Thrown where the request or its data are at fault, so that another try cannot help. */
    private static final List<Class<? extends RuntimeException>> PERMANENT =
            List.of(InvalidRequestException.class, TrainingException.class);

    private static final Map<Class<? extends RuntimeException>, Code> CODES = Map.of(
            InvalidRequestException.class, Code.INVALID_REQUEST,
            TrainingException.class, Code.TRAINING_FAILED,
            WeightsException.class, Code.WEIGHTS_UNUSABLE,
            MalformedJsonException.class, Code.DAMAGED_OBJECT,
            EnsembleDamagedException.class, Code.DAMAGED_OBJECT);

    /** What lies below some of these and comes from outside: a network, a disk, a shutdown. */
    private static final List<Class<? extends Exception>> OUTSIDE =
            List.of(IOException.class, UncheckedIOException.class, InterruptedException.class, StoreException.class);

    static RunFailure of(Throwable failure) {
        return new RunFailure(codeOf(failure), forPeople(failure));
    }

    static RunFailure of(Code code, String message) {
        return new RunFailure(code.code(), message);
    }

    /** Of a run whose process ended so often before it could say why. */
    static RunFailure afterAttempts(int attempts) {
        return of(
                Code.GIVEN_UP,
                "given up after " + attempts + " attempts: each time the process that trained it ended without a word."
                        + " Look for a lack of memory, or submit a smaller run");
    }

    /** The same of a run that was tried so often. */
    RunFailure afterTries(int tries) {
        return new RunFailure(code, message + " (given up after " + tries + " tries)");
    }

    /** The same of a part of a run. */
    RunFailure in(String part) {
        return new RunFailure(code, part + ": " + message);
    }

    private static String codeOf(Throwable failure) {
        if (failure instanceof OutOfMemoryError) {
            return Code.OUT_OF_MEMORY.code();
        }
        if (causes(failure).anyMatch(RunFailure::isFullDisk)) {
            return Code.DISK_FULL.code();
        }
        if (causes(failure).anyMatch(StoreException.class::isInstance)) {
            return Code.STORE_FAILED.code();
        }
        return failure instanceof DatasetException unusable
                ? unusable.code()
                : CODES.entrySet().stream()
                        .filter(entry -> entry.getKey().isInstance(failure))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElse(Code.INTERNAL_ERROR)
                        .code();
    }

    /** Whether nobody needs to see where in the program it was thrown. */
    static boolean speaksForItself(Throwable failure) {
        return isPermanent(failure)
                || (failure instanceof DatasetException unusable
                        && !unusable.code().equals(Fault.UNREADABLE.code())
                        && !passes(failure));
    }

    /** Whether another try cannot help: whoever starts stages one by one is told so. */
    static boolean isPermanent(Throwable failure) {
        if (failure instanceof DatasetException unusable) {
            return !unusable.mayPass() && causes(failure).noneMatch(StoreException.class::isInstance);
        }
        return PERMANENT.stream().anyMatch(type -> type.isInstance(failure))
                && causes(failure)
                        .skip(1)
                        .noneMatch(cause -> OUTSIDE.stream().anyMatch(type -> type.isInstance(cause)));
    }

    /** Whether it comes of what passes by itself or once someone has seen to it, a store out of reach or a full disk. */
    static boolean passes(Throwable failure) {
        return causes(failure).anyMatch(cause -> cause instanceof StoreException || isFullDisk(cause));
    }

    static String forPeople(Throwable failure) {
        @Nullable String message = failure.getMessage();
        if (failure instanceof OutOfMemoryError) {
            return "ran out of memory" + (message == null ? "" : " (" + message + ")")
                    + ": use a smaller batchSize or imageSize, or a larger -Xmx";
        }
        String full = causes(failure).anyMatch(RunFailure::isFullDisk) ? "the disk is full, make room on it: " : "";
        if (message != null && SPOKEN.stream().anyMatch(type -> type.isInstance(failure))) {
            return full + message;
        }
        return full + "unexpected " + failure.getClass().getSimpleName() + (message == null ? "" : ": " + message)
                + "; the log of the process that ran it says more";
    }

    /** Java has no type for it: the text is the operating system's, of Linux and macOS, then of Windows. */
    private static boolean isFullDisk(Throwable cause) {
        String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        Predicate<String> within = message::contains;
        return cause instanceof IOException
                && Stream.of("no space left on device", "not enough space on the disk", "quota exceeded")
                        .anyMatch(within);
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause);
    }
}
