package dev.stackwright.server;

import dev.stackwright.app.StackwrightConfig;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Those who watch runs, by server-sent events. Each looks into the store once a second, holds no thread in between, and ends
 * with the run, its client, or the server. Thread-safe.
 */
@ApplicationScoped
class RunStreams {

    private static final System.Logger LOG = System.getLogger(RunStreams.class.getName());

    /** As often as a run writes its progress. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** Looks after which a run is sent also where nothing changed, as a silent connection is closed. */
    private static final int MOST_SILENT = 20;

    private final int most;
    private final Duration pause;
    private final Semaphore free;
    private volatile boolean stopping;

    @Inject
    RunStreams(StackwrightConfig config) {
        this(Math.max(1, config.http().maxRequests() / 2), LOOK);
    }

    /**
     * @param most at once, 1 or more; as each is a request under way, fewer than there may be of those
     * @param pause between two looks
     */
    RunStreams(int most, Duration pause) {
        this.most = most;
        this.pause = pause;
        this.free = new Semaphore(most);
    }

    /**
     * The run at once, on every change, and for the last time when it ended; a {@link ProblemException} where too many watch
     * already. A place is taken by who subscribes and not before: for HEAD, nobody does.
     *
     * @param look may wait; a failure ends the stream
     */
    Multi<RunEvent> watch(Supplier<RunEvent> look) {
        return Multi.createFrom()
                .deferred(() -> free.tryAcquire()
                        ? changes(look)
                                .onFailure()
                                .invoke(e ->
                                        LOG.log(System.Logger.Level.WARNING, "a run cannot be watched any more", e))
                                .onTermination()
                                .invoke(free::release)
                        : Multi.createFrom().failure(tooMany()));
    }

    private ProblemException tooMany() {
        return new ProblemException(Problem.of(
                        ProblemKind.OVERLOADED,
                        "expected at most " + most
                                + " who watch runs, half of stackwright.http.max-requests, found more; ask GET"
                                + " /api/runs/{run} instead, or try again")
                .withRetryAfter(Duration.ofSeconds(5)));
    }

    private Multi<RunEvent> changes(Supplier<RunEvent> look) {
        AtomicInteger looks = new AtomicInteger();
        return Multi.createBy()
                .repeating()
                .supplier(() -> new Seen(look.get(), looks.getAndIncrement() / MOST_SILENT))
                .withDelay(pause)
                .whilst(seen -> !seen.event().state().phase().ended() && !stopping)
                .skip()
                .repetitions()
                .map(Seen::event)
                .runSubscriptionOn(Infrastructure.getDefaultExecutor());
    }

    private record Seen(RunEvent event, int period) {}

    /** How many watch now. */
    int watching() {
        return most - free.availablePermits();
    }

    /** Before the server waits for the requests under way. */
    void stop(@Observes ShutdownDelayInitiatedEvent event) {
        stop();
    }

    void stop() {
        stopping = true;
    }
}
