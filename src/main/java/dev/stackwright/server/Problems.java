package dev.stackwright.server;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import dev.stackwright.classify.Certainty.NotCalibratedException;
import dev.stackwright.classify.Classifier.OverloadedException;
import dev.stackwright.common.Json.MalformedJsonException;
import dev.stackwright.ensemble.EnsembleRepository.PromotedMeanwhileException;
import dev.stackwright.ensemble.EnsembleSource.EnsembleDamagedException;
import dev.stackwright.ensemble.EnsembleSource.UnknownEnsembleException;
import dev.stackwright.event.Delivery.MalformedEventException;
import dev.stackwright.run.InvalidRequestException;
import dev.stackwright.run.Launcher.LaunchEndedException;
import dev.stackwright.run.Launcher.LaunchException;
import dev.stackwright.run.Runs.UnknownRunException;
import dev.stackwright.store.ObjectStore.StoreException;
import io.quarkus.funqy.runtime.ApplicationException;
import io.vertx.core.http.HttpClosedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** The one place that turns an error into an answer, for functions and REST alike. */
final class Problems {

    private static final System.Logger LOG = System.getLogger(Problems.class.getName());

    private Problems() {}

    /** The answer to a failure; what people cannot mend from outside is logged and not told. */
    static Problem of(Throwable failure) {
        Throwable cause = unwrapped(failure);
        if (cause instanceof ProblemException known) {
            return known.problem();
        }
        if (cause instanceof InvalidRequestException invalid) {
            return Problem.of(ProblemKind.INVALID_REQUEST, message(invalid), invalid.field());
        }
        if (cause instanceof MalformedEventException malformed) {
            LOG.log(WARNING, "a malformed event: {0}", malformed.getMessage());
            return Problem.of(
                    ProblemKind.MALFORMED_EVENT,
                    message(malformed),
                    malformed.path().isEmpty() ? null : malformed.path());
        }
        if (cause instanceof UnknownEnsembleException) {
            return Problem.of(ProblemKind.UNKNOWN_ENSEMBLE, message(cause), "ensemble");
        }
        if (cause instanceof PromotedMeanwhileException) {
            return Problem.of(ProblemKind.CONFLICT, message(cause), "rollback");
        }
        if (cause instanceof NotCalibratedException missing) {
            return Problem.of(ProblemKind.INVALID_REQUEST, message(missing), missing.field());
        }
        if (cause instanceof UnknownRunException) {
            return Problem.of(ProblemKind.UNKNOWN_RUN, message(cause), "run");
        }
        if (cause instanceof LaunchEndedException) {
            // no 503, on which callers would ask again by themselves
            LOG.log(WARNING, "a run waits that nothing will begin", cause);
            return Problem.of(ProblemKind.CONFLICT, message(cause), "run");
        }
        if (cause instanceof LaunchException) {
            LOG.log(WARNING, "a run could not be launched or stopped", cause);
            return Problem.of(ProblemKind.LAUNCH_FAILED, message(cause), "run");
        }
        if (cause instanceof StoreException) {
            LOG.log(WARNING, "the store failed", cause);
            return Problem.of(
                    ProblemKind.STORE_UNAVAILABLE,
                    "the object store could not be reached or refused; try again, and see /q/health/ready");
        }
        if (cause instanceof OverloadedException overloaded) {
            return Problem.of(ProblemKind.OVERLOADED, message(overloaded)).withRetryAfter(overloaded.retryAfter());
        }
        if (cause instanceof EnsembleDamagedException) {
            LOG.log(ERROR, "an ensemble is damaged", cause);
            return Problem.of(ProblemKind.DAMAGED_ENSEMBLE, message(cause));
        }
        if (cause instanceof MalformedJsonException) {
            // of the store: what callers send is read elsewhere; the message says what to do
            LOG.log(WARNING, "an object of the store cannot be read: {0}", cause.getMessage());
            return Problem.of(ProblemKind.DAMAGED_OBJECT, message(cause));
        }
        if (cause instanceof WebApplicationException web) {
            return of(web.getResponse());
        }
        if (isOfAClientThatHungUp(cause)) {
            LOG.log(DEBUG, "the client has hung up while its answer was written");
            return Problem.of(ProblemKind.INTERNAL, "the connection was closed before the answer's end");
        }
        LOG.log(ERROR, "a request failed unexpectedly", cause);
        return Problem.of(ProblemKind.INTERNAL, "the server failed on this request; its log says why");
    }

    /** So fails the writing of a long answer of REST whose connection is gone: nothing of ours has failed. */
    private static boolean isOfAClientThatHungUp(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof IOException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return failure instanceof IOException && cause instanceof HttpClosedException;
    }

    /** The answer to a request that the framework refused with a bare status. */
    static Problem ofStatus(int status) {
        return Problem.of(ProblemKind.of(status), detail(status)).withStatus(status);
    }

    private static Problem of(Response response) {
        return ofStatus(response.getStatus());
    }

    private static String detail(int status) {
        return switch (status) {
            case 401 -> "expected a key or a token that is known and valid, found another";
            case 404 -> "there is nothing at this address; /q/swagger-ui shows what there is";
            case 405 ->
                "this address does not take this method; the Allow header or /q/swagger-ui shows which it takes";
            case 406 -> "this address answers with JSON; accept application/json";
            case 413 ->
                "expected a body of at most " + BodyLimits.SMALL + " bytes, or for POST /classify of at most "
                        + BodyLimits.WITH_IMAGES
                        + " with its length in Content-Length; larger files go into the store, by the S3 protocol";
            case 415 -> "expected a body of content-type application/json";
            default ->
                status >= 500
                        ? "the server failed on this request; its log says why"
                        : "the request was refused with status " + status;
        };
    }

    private static Throwable unwrapped(Throwable failure) {
        Throwable present = failure;
        while (present.getCause() != null
                && (present instanceof ApplicationException
                        || present instanceof CompletionException
                        || present instanceof ExecutionException)) {
            present = present.getCause();
        }
        return present;
    }

    private static String message(Throwable failure) {
        @Nullable String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
