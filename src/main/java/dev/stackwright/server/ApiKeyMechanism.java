package dev.stackwright.server;

import dev.stackwright.access.ApiKey;
import dev.stackwright.access.ApiKeys;
import dev.stackwright.access.Role;
import dev.stackwright.app.Stackwright;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Knows callers by their API key: {@code Authorization: Bearer sw_…} (RFC 6750) or {@code X-API-Key: sw_…}. Other tokens
 * are left to OpenID Connect.
 */
@ApplicationScoped
class ApiKeyMechanism implements HttpAuthenticationMechanism {

    static final String CHALLENGE = "Bearer realm=\"stackwright\"";

    private static final String BEARER = "Bearer ";

    private final Access access;
    private final Stackwright stackwright;
    private final Refusals refusals;

    @Inject
    ApiKeyMechanism(Access access, Stackwright stackwright, Refusals refusals) {
        this.access = access;
        this.stackwright = stackwright;
        this.refusals = refusals;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext rc, IdentityProviderManager providers) {
        String key = key(rc.request().getHeader("authorization"), rc.request().getHeader("x-api-key"));
        if (key == null || !access.asks()) {
            return Uni.createFrom().nullItem();
        }
        return Uni.createFrom()
                .completionStage(() -> rc.vertx()
                        .executeBlocking(() -> identity(rc, key), false)
                        .toCompletionStage());
    }

    /** Null where there is none. */
    static @Nullable String key(@Nullable String authorization, @Nullable String apiKey) {
        if (apiKey != null) {
            return apiKey.strip();
        }
        if (authorization == null || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return null;
        }
        String token = authorization.substring(BEARER.length()).strip();
        return token.startsWith(ApiKeys.PREFIX) ? token : null;
    }

    private SecurityIdentity identity(RoutingContext rc, String text) {
        ApiKey key = stackwright
                .keys()
                .find(text)
                .orElseThrow(() -> new ProblemException(refusals.of(rc, "a key that is unknown or revoked")));
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(key.name()))
                .addRoles(key.roles().stream().map(Role::text).collect(Collectors.toSet()))
                .build();
    }

    /** Before OpenID Connect, which would refuse a key as no token. */
    @Override
    public int getPriority() {
        return 2 * DEFAULT_PRIORITY;
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext rc) {
        return Uni.createFrom().item(new ChallengeData(401, "www-authenticate", CHALLENGE));
    }
}
