package dev.stackwright.server;

import dev.stackwright.app.Stackwright;
import dev.stackwright.store.BucketLayout;
import dev.stackwright.store.ObjectKey;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while the store answers. Asked at most every few seconds, and never waited for long. */
@Readiness
@ApplicationScoped
public class StoreReadiness implements AsyncHealthCheck {

    private static final String NAME = "object store";
    private static final Duration LONGEST = Duration.ofSeconds(3);
    private static final Duration KEPT = Duration.ofSeconds(5);

    /**
     * Never written; looking for it needs the bucket and the right to read ensembles, which a server has and needs. The
     * function's role may read nothing outside of the product's own prefixes.
     */
    private static final ObjectKey ANY = new ObjectKey(BucketLayout.ENSEMBLES + "readiness-probe");

    private final Uni<HealthCheckResponse> answer;

    @Inject
    StoreReadiness(Stackwright stackwright) {
        this.answer = Uni.createFrom()
                .item(() -> {
                    stackwright.store().head(ANY);
                    return up(stackwright);
                })
                .runSubscriptionOn(Infrastructure.getDefaultExecutor())
                .ifNoItem()
                .after(LONGEST)
                .fail()
                .onFailure()
                .recoverWithItem(e -> down(stackwright))
                .memoize()
                .forFixedDuration(KEPT);
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return answer;
    }

    private static HealthCheckResponse up(Stackwright stackwright) {
        return HealthCheckResponse.named(NAME)
                .up()
                .withData("store", stackwright.storeDescription())
                .build();
    }

    private static HealthCheckResponse down(Stackwright stackwright) {
        return HealthCheckResponse.named(NAME)
                .down()
                .withData("store", stackwright.storeDescription())
                .build();
    }
}
