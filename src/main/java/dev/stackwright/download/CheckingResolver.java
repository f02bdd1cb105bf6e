package dev.stackwright.download;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Lets only allowed addresses through, and none where a host has a single bad one.
 *
 * <p>HttpClient asks it for every host, literals included, once a connection, and connects to just what it answers. So
 * the address that was checked is the one connected to, and a name server that answers differently the second time
 * (DNS rebinding) gains nothing. A check before the fetch, on an own look-up, would not give that.
 */
public final class CheckingResolver implements DnsResolver {

    private final HostResolver resolver;
    private final boolean allowPrivate;

    /** @param allowPrivate whether private addresses pass; cloud metadata never does */
    public CheckingResolver(HostResolver resolver, boolean allowPrivate) {
        this.resolver = resolver;
        this.allowPrivate = allowPrivate;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] found = resolver.resolve(host).clone();
        if (found.length == 0) {
            throw new UnknownHostException(host);
        }
        for (InetAddress address : found) {
            Optional<String> refusal = AddressRules.refusal(address, allowPrivate);
            if (refusal.isPresent()) {
                throw new RefusedException(host, refusal.get());
            }
        }
        return found;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }

    /** Does not tell the address: a stranger shall not learn the names of a private network. */
    public static final class RefusedException extends UnknownHostException {

        private static final long serialVersionUID = 1L;

        RefusedException(String host, String kind) {
            super("expected a host with public addresses only, found that " + host + " has one that is not (" + kind
                    + "); the configuration can allow private addresses");
        }
    }

    /** Names to addresses. Thread-safe. */
    @FunctionalInterface
    public interface HostResolver {

        /** What the operating system answers. */
        HostResolver SYSTEM = InetAddress::getAllByName;

        /** One address or more. */
        InetAddress[] resolve(String host) throws UnknownHostException;
    }
}
