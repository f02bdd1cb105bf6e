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
    private final Uni<HealthCheckResponse> answer;

    @Inject
    StoreReadiness(Stackwright stackwright) {
        this.answer = Uni.createFrom()
                .item(() -> {
                    stackwright.checkStore();
                    return up(stackwright);
                })
                .runSubscriptionOn(Infrastructure.getDefaultExecutor())
                .ifNoItem()
                .after(LONGEST)
                .fail()
                .onFailure()
                .recoverWithItem(e -> down(stackwright, e))
                .memoize()
                .forFixedDuration(KEPT);
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return answer;
    }

    private HealthCheckResponse up(Stackwright stackwright) {
        if (failing.getAndSet(false)) {
            LOG.log(INFO, "ready again, the store answers");
        }
        return HealthCheckResponse.named(NAME)
                .up()
                .withData("store", stackwright.storeDescription())
                .build();
    }

    private HealthCheckResponse down(Stackwright stackwright, Throwable why) {
        if (!failing.getAndSet(true)) {
            LOG.log(WARNING, "not ready, the store fails: {0}", why.getMessage());
        }
        return HealthCheckResponse.named(NAME)
                .down()
                .withData("store", stackwright.storeDescription())
                .build();
    }
}
