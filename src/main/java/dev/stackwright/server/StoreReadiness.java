package dev.stackwright.server;

import dev.stackwright.app.Stackwright;
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

    /** Never written; looking for it needs the bucket and the right to read. */
    private static final ObjectKey ANY = new ObjectKey("readiness-probe");

    private final Uni<HealthCheckResponse> answer;

    @Inject
    StoreReadiness(Stackwright house) {
        this.answer = Uni.createFrom()
                .item(() -> {
                    house.store().head(ANY);
                    return up(house);
                })
                .runSubscriptionOn(Infrastructure.getDefaultExecutor())
                .ifNoItem()
                .after(LONGEST)
                .fail()
                .onFailure()
                .recoverWithItem(e -> down(house))
                .memoize()
                .forFixedDuration(KEPT);
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return answer;
    }

    private static HealthCheckResponse up(Stackwright house) {
        return HealthCheckResponse.named(NAME)
                .up()
                .withData("store", house.storeDescription())
                .build();
    }

    private static HealthCheckResponse down(Stackwright house) {
        return HealthCheckResponse.named(NAME)
                .down()
                .withData("store", house.storeDescription())
                .build();
    }
}
