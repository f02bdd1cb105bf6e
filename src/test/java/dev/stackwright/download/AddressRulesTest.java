package dev.stackwright.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTest {

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, loopback",
        "127.255.255.254, loopback",
        "0.0.0.0, this network",
        "10.1.2.3, private network",
        "172.16.0.1, private network",
        "172.31.255.255, private network",
        "192.168.0.1, private network",
        "100.64.0.1, shared address space",
        "100.127.255.255, shared address space",
        "100.100.100.200, cloud metadata",
        "169.254.1.1, link-local",
        "169.254.169.254, cloud metadata",
        "169.254.170.2, container credentials",
        "168.63.129.16, cloud platform",
        "192.0.0.192, protocol assignments",
        "192.0.2.1, documentation",
        "192.88.99.1, 6to4 relay",
        "198.18.0.1, benchmarking",
        "198.19.255.255, benchmarking",
        "198.51.100.7, documentation",
        "203.0.113.7, documentation",
        "224.0.0.1, multicast",
        "239.255.255.255, multicast",
        "240.0.0.1, reserved",
        "255.255.255.255, reserved",
        "::, unspecified",
        "::1, loopback",
        "::7f00:1, IPv4-compatible",
        "64:ff9b::7f00:1, NAT64",
        "64:ff9b:1::1, NAT64",
        "2001:0:1::1, Teredo",
        "2001:2::1, protocol assignments",
        "2001:db8::1, documentation",
        "2002:7f00:1::1, 6to4",
        "3fff::1, documentation",
        "fc00::1, private network",
        "fd00:ec2::254, cloud metadata",
        "fdff::1, private network",
        "fe80::1, link-local",
        "fec0::1, site-local",
        "ff02::1, multicast",
        "4000::1, not global unicast",
        "100::1, not global unicast"
    })
    void anAddressThatNobodyOnTheInternetMeansIsRefusedByName(String literal, String kind) throws Exception {
        assertThat(AddressRules.refusal(address(literal), false)).contains(kind);
        assertThat(AddressRules.isPublic(address(literal))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "191.255.255.255",
                "192.0.1.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "2001:200::1",
                "2606:4700::1111",
                "2a00:1450:4001::1"
            })
    void aNeighbourOfARefusedRangeIsPublic(String literal) throws Exception {
        assertThat(AddressRules.refusal(address(literal), false)).isEmpty();
    }

    @Test
    void anIpv4MappedAddressIsRefusedWhateverItWraps() throws Exception {
        byte[] mapped = new byte[16];
        mapped[10] = (byte) 0xff;
        mapped[11] = (byte) 0xff;
        mapped[12] = 1;
        mapped[15] = 1;
        InetAddress address = Inet6Address.getByAddress("mapped", mapped, -1);
        assertThat(address).isInstanceOf(Inet6Address.class);
        assertThat(AddressRules.refusal(address, false)).contains("IPv4-mapped");
        assertThat(AddressRules.refusal(address, true)).contains("IPv4-mapped");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "10.0.0.1", "192.168.1.1", "::1", "fd12::1", "fe80::1"})
    void privateAddressesCanBeAllowed(String literal) throws Exception {
        assertThat(AddressRules.refusal(address(literal), true)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "169.254.170.2",
                "fd00:ec2::254",
                "100.100.100.200",
                "168.63.129.16",
                "64:ff9b::a9fe:a9fe",
                "2002:a9fe:a9fe::1"
            })
    void metadataStaysRefusedWherePrivateAddressesAreAllowed(String literal) throws Exception {
        assertThat(AddressRules.refusal(address(literal), true)).isPresent();
    }

    private static InetAddress address(String literal) throws UnknownHostException {
        return InetAddress.getByName(literal);
    }
}
