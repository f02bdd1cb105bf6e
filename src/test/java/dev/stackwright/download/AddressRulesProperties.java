package dev.stackwright.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

class AddressRulesProperties {

    /** Whatever bits follow a refused prefix, the address is refused. */
    @Property
    void noAddressOfARefusedRangeIsPublic(@ForAll("refused") byte[] address) throws UnknownHostException {
        assertThat(AddressRules.isPublic(of(address))).isFalse();
    }

    /** What Java knows to be special must be special here. */
    @Property
    void whatJavaCallsSpecialIsNeverPublic(@ForAll @Size(4) byte[] address) throws UnknownHostException {
        InetAddress it = of(address);
        if (it.isLoopbackAddress()
                || it.isAnyLocalAddress()
                || it.isLinkLocalAddress()
                || it.isSiteLocalAddress()
                || it.isMulticastAddress()) {
            assertThat(AddressRules.isPublic(it)).isFalse();
        }
    }

    @Property
    void noIpv6AddressOutsideGlobalUnicastIsPublic(@ForAll @Size(16) byte[] address) throws UnknownHostException {
        if ((address[0] & 0xe0) != 0x20) {
            assertThat(AddressRules.isPublic(of(address))).isFalse();
        }
    }

    @Property
    void allowingPrivateAddressesNeverRefusesMore(@ForAll @Size(4) byte[] address) throws UnknownHostException {
        if (AddressRules.isPublic(of(address))) {
            assertThat(AddressRules.refusal(of(address), true)).isEmpty();
        }
    }

    @Provide
    Arbitrary<byte[]> refused() {
        Arbitrary<Block> blocks = Arbitraries.of(
                new Block("00", 8),
                new Block("0a", 8),
                new Block("6440", 10),
                new Block("7f", 8),
                new Block("a9fe", 16),
                new Block("ac10", 12),
                new Block("c00000", 24),
                new Block("c00002", 24),
                new Block("c0a8", 16),
                new Block("c612", 15),
                new Block("e0", 4),
                new Block("f0", 4),
                new Block("fc000000000000000000000000000000", 7),
                new Block("fe800000000000000000000000000000", 10),
                new Block("ff000000000000000000000000000000", 8),
                new Block("0064ff9b000000000000000000000000", 96),
                new Block("0064ff9b000100000000000000000000", 48),
                new Block("00000000000000000000000000000000", 96),
                new Block("00000000000000000000ffff00000000", 96),
                new Block("20010000000000000000000000000000", 32),
                new Block("20020000000000000000000000000000", 16));
        return Combinators.combine(blocks, Arbitraries.longs()).as(Block::member);
    }

    /** Written down apart from the rules under test: the first bits in hexadecimal. */
    private record Block(String prefix, int bits) {

        byte[] member(long seed) {
            byte[] fixed = HexFormat.of().parseHex(prefix);
            byte[] address = new byte[fixed.length == 16 ? 16 : 4];
            new Random(seed).nextBytes(address);
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >>> (bit % 8);
                int set = fixed[bit / 8] & mask;
                address[bit / 8] = (byte) ((address[bit / 8] & ~mask) | set);
            }
            return address;
        }
    }

    /** Keeps IPv4-mapped addresses as they are, where Java's own factory would unwrap them. */
    private static InetAddress of(byte[] address) throws UnknownHostException {
        return address.length == 16
                ? Inet6Address.getByAddress("test", address, -1)
                : InetAddress.getByAddress(address);
    }
}
