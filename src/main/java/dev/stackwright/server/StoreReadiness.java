package dev.stackwright.server;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import dev.stackwright.app.Stackwright;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready while the store answers and, where it is embedded, can be written. Asked at most every few seconds, and never waited
 * for long.
 */
@Readiness
@ApplicationScoped
public class StoreReadiness implements AsyncHealthCheck {

    private static final String NAME = "object store";
    private static final Duration LONGEST = Duration.ofSeconds(3);
    private static final Duration KEPT = Duration.ofSeconds(5);

    private static final System.Logger LOG = System.getLogger(StoreReadiness.class.getName());

    private final AtomicBoolean failing = new AtomicBoolean();
    private final Supplier<String> store;
    private final Uni<HealthCheckResponse> answer;

    @Inject
    StoreReadiness(Stackwright stackwright) {
        this(stackwright::checkStore, stackwright::storeDescription, KEPT);
    }

    /**
     * As for a server.
     *
     * @param check throws what the store fails with
     * @param store where it is, for people
     * @param kept how long an answer is given again
     */
    StoreReadiness(Runnable check, Supplier<String> store, Duration kept) {
        this.store = store;
        this.answer = Uni.createFrom()
                .item(() -> {
                    check.run();
                    return up();
                })
                .runSubscriptionOn(Infrastructure.getDefaultExecutor())
                .ifNoItem()
                .after(LONGEST)
                .fail()
                .onFailure()
                .recoverWithItem(this::down)
                .memoize()
                .forFixedDuration(kept);
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return answer;
    }

    private HealthCheckResponse up() {
        if (failing.getAndSet(false)) {
            LOG.log(INFO, "ready again, the store answers");
        }
        return HealthCheckResponse.named(NAME)
                .up()
                .withData("store", store.get())
                .build();
    }

    private HealthCheckResponse down(Throwable why) {
        if (!failing.getAndSet(true)) {
            LOG.log(WARNING, "not ready, the store fails: {0}", why.getMessage());
        }
        return HealthCheckResponse.named(NAME)
                .down()
                .withData("store", store.get())
                .build();
    }
}
