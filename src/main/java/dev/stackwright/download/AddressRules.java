package dev.stackwright.download;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which addresses a stranger's url may lead to: global unicast only, by the IANA special-purpose registries of IPv4 and
 * IPv6 (RFC 6890 and its successors). Java's own predicates miss most of these ranges. Pure.
 */
public final class AddressRules {

    /** When a range may be fetched from. */
    private enum Use {
        WHERE_PRIVATE_IS_ALLOWED,
        NEVER
    }

    private record Rule(Cidr range, String name, Use use) {}

    /** The first match counts, so a narrow range stands before the wide one that holds it. */
    private static final List<Rule> RULES = List.of(
            never("169.254.169.254/32", "cloud metadata"),
            never("169.254.170.0/24", "container credentials"),
            never("fd00:ec2::/32", "cloud metadata"),
            never("fd20:ce::/32", "cloud metadata"),
            never("100.100.100.200/32", "cloud metadata"),
            never("168.63.129.16/32", "cloud platform"),
            local("0.0.0.0/8", "this network"),
            local("10.0.0.0/8", "private network"),
            local("100.64.0.0/10", "shared address space"),
            local("127.0.0.0/8", "loopback"),
            local("169.254.0.0/16", "link-local"),
            local("172.16.0.0/12", "private network"),
            local("192.0.0.0/24", "protocol assignments"),
            local("192.0.2.0/24", "documentation"),
            local("192.88.99.0/24", "6to4 relay"),
            local("192.168.0.0/16", "private network"),
            local("198.18.0.0/15", "benchmarking"),
            local("198.51.100.0/24", "documentation"),
            local("203.0.113.0/24", "documentation"),
            local("224.0.0.0/4", "multicast"),
            local("240.0.0.0/4", "reserved"),
            local("::/128", "unspecified"),
            local("::1/128", "loopback"),
            // These wrap an IPv4 address, which could be any of the above.
            never("::/96", "IPv4-compatible"),
            never("::ffff:0:0/96", "IPv4-mapped"),
            never("::ffff:0:0:0/96", "IPv4-translated"),
            never("64:ff9b::/96", "NAT64"),
            never("64:ff9b:1::/48", "NAT64"),
            never("2001::/32", "Teredo"),
            never("2002::/16", "6to4"),
            local("2001::/23", "protocol assignments"),
            local("2001:db8::/32", "documentation"),
            local("3fff::/20", "documentation"),
            local("fc00::/7", "private network"),
            local("fe80::/10", "link-local"),
            local("fec0::/10", "site-local"),
            local("ff00::/8", "multicast"));

    private static final Cidr GLOBAL_UNICAST = Cidr.parse("2000::/3");

    private AddressRules() {}

    /** Whether anyone on the internet may be meant by {@code address}. */
    public static boolean isPublic(InetAddress address) {
        return refusal(address, false).isEmpty();
    }

    /** What kind of address it is, e.g. {@code loopback}, where it is refused; else empty. */
    public static Optional<String> refusal(InetAddress address, boolean allowPrivate) {
        byte[] bytes = address.getAddress();
        for (Rule rule : RULES) {
            if (rule.range.contains(bytes)) {
                return rule.use == Use.NEVER || !allowPrivate ? Optional.of(rule.name) : Optional.empty();
            }
        }
        boolean unassigned = bytes.length == 16 && !GLOBAL_UNICAST.contains(bytes);
        return unassigned ? Optional.of("not global unicast") : Optional.empty();
    }

    /** As {@link #refusal(InetAddress, boolean)}, of a host by its text: no name is looked up, and most are not refused. */
    public static Optional<String> refusal(String host, boolean allowPrivate) {
        if (isLiteral(host)) {
            try {
                return refusal(InetAddress.getByAddress(literal(host)), allowPrivate);
            } catch (UnknownHostException | IllegalArgumentException e) {
                return Optional.of("none at all");
            }
        }
        String name = host.toLowerCase(Locale.ROOT);
        boolean here = name.equals("localhost") || name.endsWith(".localhost");
        return here && !allowPrivate ? Optional.of("loopback") : Optional.empty();
    }

    /** Whether {@code host} is an address and no name; IPv6 in brackets. */
    static boolean isLiteral(String host) {
        return host.startsWith("[") || host.matches("[0-9.]+");
    }

    /** A literal's bytes; none of a name is looked up. */
    static byte[] literal(String host) {
        if (!isLiteral(host)) {
            throw new IllegalArgumentException("expected a literal address, found " + host);
        }
        try {
            return InetAddress.getByName(host).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("expected a literal address, found " + host, e);
        }
    }

    private static Rule local(String range, String name) {
        return new Rule(Cidr.parse(range), name, Use.WHERE_PRIVATE_IS_ALLOWED);
    }

    private static Rule never(String range, String name) {
        return new Rule(Cidr.parse(range), name, Use.NEVER);
    }

    /** A block of addresses of one family: those that share the first {@code bits} bits with {@code network}. */
    static final class Cidr {

        private static final int IPV6_BYTES = 16;

        private final byte[] network;
        private final int bits;

        private Cidr(byte[] network, int bits) {
            this.network = network;
            this.bits = bits;
        }

        /** Reads a literal such as {@code 10.0.0.0/8} or {@code fc00::/7}; no look-up happens. */
        static Cidr parse(String text) {
            int slash = text.indexOf('/');
            String literal = text.substring(0, slash);
            try {
                byte[] bytes = InetAddress.getByName(literal).getAddress();
                return new Cidr(
                        literal.contains(":") ? asIpv6(bytes) : bytes, Integer.parseInt(text.substring(slash + 1)));
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException("expected an address block such as 10.0.0.0/8, found " + text, e);
            }
        }

        /** @param address in network order, 4 or 16 bytes */
        boolean contains(byte[] address) {
            if (address.length != network.length) {
                return false;
            }
            int whole = bits / 8;
            for (int i = 0; i < whole; i++) {
                if (address[i] != network[i]) {
                    return false;
                }
            }
            int rest = bits % 8;
            return rest == 0 || ((address[whole] ^ network[whole]) & 0xff) >>> (8 - rest) == 0;
        }

        /** Java turns IPv4-mapped literals into IPv4; this turns them back. */
        private static byte[] asIpv6(byte[] bytes) {
            if (bytes.length == IPV6_BYTES) {
                return bytes;
            }
            byte[] mapped = new byte[IPV6_BYTES];
            mapped[10] = (byte) 0xff;
            mapped[11] = (byte) 0xff;
            System.arraycopy(bytes, 0, mapped, 12, bytes.length);
            return mapped;
        }
    }
}
