package dev.stackwright.server;

import static java.lang.System.Logger.Level.WARNING;

import dev.stackwright.access.FailedTries;
import dev.stackwright.common.Printable;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** The answer to a key or a token that lets nobody in: logged, until its sender has tried too often. */
@ApplicationScoped
class Refusals {

    private static final System.Logger LOG = System.getLogger(Refusals.class.getName());

    private final FailedTries failures = new FailedTries(Clock.systemUTC());

    /** @param why for the log; never the key or the token itself */
    Problem of(RoutingContext rc, String why) {
        String from = rc.request().remoteAddress().hostAddress();
        Optional<Duration> wait = failures.failed(from);
        if (wait.isPresent()) {
            return Problem.of(
                            ProblemKind.TOO_MANY_TRIES,
                            "expected at most " + FailedTries.ALLOWED
                                    + " wrong keys or tokens a minute, found more from " + from
                                    + "; try again later, with a right one")
                    .withRetryAfter(wait.get());
        }
        LOG.log(WARNING, "refused, from {0}: {1}", from, Printable.line(why));
        return Problem.of(
                ProblemKind.UNAUTHENTICATED,
                "expected a key or a token that is known and valid, found another; 'stackwright keys list' shows keys");
    }
}
