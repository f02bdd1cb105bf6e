package dev.stackwright.server;

import dev.stackwright.access.ApiKeys;
import dev.stackwright.access.Role;
import dev.stackwright.app.StackwrightConfig;
import dev.stackwright.app.StackwrightConfig.Auth;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpSecurityPolicy;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Who may do what, for functions, REST and pages alike: Quarkus asks this of every request, once it knows who sent it. What
 * is not named here needs a caller that is known, and all roles where it could change something.
 */
@ApplicationScoped
class Access implements HttpSecurityPolicy {

    /** Health, the page and what documents the API: they show nothing of anybody's data. */
    private static final Pattern OPEN =
            Pattern.compile("/|/index\\.html|/app/.*|/q/(health|swagger-ui|openapi)(/.*)?|/favicon\\.ico");

    private static final Pattern PROMOTIONS = Pattern.compile("/api/ensembles/[^/]+/promotions");
    private static final Pattern RUNS = Pattern.compile("/api/runs/[^/]+(/launch)?");
    private static final Pattern UPLOADS = Pattern.compile("/api/uploads/[^/]+");
    private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

    /** Why a server does not start. */
    static final String CLOSED = "expected a key or tokens, as this server can be reached from other machines or"
            + " stackwright.http.auth is 'required', found none: make a key with 'stackwright keys add NAME --role"
            + " classify', or configure quarkus.oidc; where a gateway in front of it asks who calls, set"
            + " stackwright.http.auth=none";

    private final boolean asks;
    private final boolean tokens;

    /**
     * @param address that the server listens on
     * @param tokens whether tokens of an OpenID Connect provider are looked at
     */
    @Inject
    Access(
            @ConfigProperty(name = "quarkus.http.host") String address,
            @ConfigProperty(name = "quarkus.oidc.tenant-enabled", defaultValue = "false") boolean tokens,
            StackwrightConfig config) {
        this.tokens = tokens;
        this.asks = asks(config.http().auth(), RequestGuard.isLoopback(address), tokens);
    }

    /** Whether callers are asked who they are. */
    boolean asks() {
        return asks;
    }

    /** Whether it asks for what nobody can have. */
    boolean isClosedToAll(ApiKeys keys) {
        return asks && !tokens && !keys.any();
    }

    static boolean asks(Auth auth, boolean onLoopback, boolean tokens) {
        return switch (auth) {
            case AUTO -> !onLoopback || tokens;
            case NONE -> false;
            case REQUIRED -> true;
        };
    }

    /** The roles that a request needs, all of them; empty where everybody may. A known caller may do what needs none. */
    static Optional<Set<Role>> needed(String method, String path) {
        if (READS.contains(method)) {
            return OPEN.matcher(path).matches() ? Optional.empty() : Optional.of(EnumSet.noneOf(Role.class));
        }
        if (path.equals(ImageBodies.PATH)) {
            return Optional.of(EnumSet.of(Role.CLASSIFY));
        }
        if (PROMOTIONS.matcher(path).matches()) {
            return Optional.of(EnumSet.of(Role.PROMOTE));
        }
        boolean trains = path.equals("/train")
                || path.equals(EventsResource.PATH)
                || RUNS.matcher(path).matches()
                || UPLOADS.matcher(path).matches();
        return Optional.of(trains ? EnumSet.of(Role.TRAIN) : EnumSet.allOf(Role.class));
    }

    @Override
    public Uni<CheckResult> checkPermission(
            RoutingContext rc, Uni<SecurityIdentity> caller, AuthorizationRequestContext context) {
        Optional<Set<Role>> needed = needed(rc.request().method().name(), rc.normalizedPath());
        if (!asks || needed.isEmpty()) {
            return CheckResult.permit();
        }
        return caller.onItem()
                .transformToUni(identity -> refusal(identity, needed.get())
                        .map(problem -> Uni.createFrom().<CheckResult>failure(new ProblemException(problem)))
                        .orElseGet(CheckResult::permit));
    }

    private static Optional<Problem> refusal(SecurityIdentity caller, Set<Role> needed) {
        if (caller.isAnonymous()) {
            return Optional.of(Problem.of(
                    ProblemKind.UNAUTHENTICATED,
                    "expected a header 'Authorization: Bearer …' with a key or a token, found none; 'stackwright keys"
                            + " add' makes keys"));
        }
        return needed.stream()
                .filter(role -> !caller.hasRole(role.text()))
                .findFirst()
                .map(missing -> Problem.of(
                        ProblemKind.FORBIDDEN,
                        "expected a key with the role '" + missing.text() + "', found one with " + caller.getRoles()));
    }
}
