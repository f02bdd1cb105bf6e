package dev.stackwright.download;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** A block of addresses of one family: those that share the first {@code bits} bits with {@code network}. */
final class Cidr {

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
            return new Cidr(literal.contains(":") ? asIpv6(bytes) : bytes, Integer.parseInt(text.substring(slash + 1)));
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
