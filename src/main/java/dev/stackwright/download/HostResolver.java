package dev.stackwright.download;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Names to addresses. Thread-safe. */
@FunctionalInterface
public interface HostResolver {

    /** What the operating system answers. */
    HostResolver SYSTEM = InetAddress::getAllByName;

    /** One address or more. */
    InetAddress[] resolve(String host) throws UnknownHostException;
}
