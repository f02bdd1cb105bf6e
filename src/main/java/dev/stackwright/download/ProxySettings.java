package dev.stackwright.download;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Which proxy leads to a host, as Java's system properties say ({@code https.proxyHost}, {@code http.nonProxyHosts}),
 * else the environment ({@code HTTPS_PROXY}, {@code HTTP_PROXY}, {@code NO_PROXY}, in small letters too). Pure.
 */
public final class ProxySettings {

    /** No proxy for any host. */
    public static final ProxySettings NONE = new ProxySettings(Map.of(), name -> null);

    private final Map<String, String> environment;
    private final UnaryOperator<@Nullable String> properties;

    private ProxySettings(Map<String, String> environment, UnaryOperator<@Nullable String> properties) {
        this.environment = Map.copyOf(environment);
        this.properties = properties;
    }

    /**
     * As the environment and the system properties say.
     *
     * @param properties a property's value by its name, or null; asked anew for each host
     */
    public static ProxySettings of(Map<String, String> environment, UnaryOperator<@Nullable String> properties) {
        return new ProxySettings(environment, properties);
    }

    /** @param credentials {@code user:password}, or empty */
    record Proxy(String host, int port, String credentials) {}

    /** @throws IllegalArgumentException when a proxy is named in another form than http://host:port */
    Optional<Proxy> proxyFor(String scheme, String host, int port) {
        String name = host.toLowerCase(Locale.ROOT);
        String proxyHost = property(scheme + ".proxyHost");
        if (!proxyHost.isEmpty()) {
            String direct = properties.apply("http.nonProxyHosts");
            boolean near = direct == null
                    ? DownloadPolicy.LOOPBACK.contains(name) || name.startsWith("127.")
                    : Arrays.stream(direct.split("\\|")).anyMatch(pattern -> matches(pattern.strip(), name));
            String proxyPort = property(scheme + ".proxyPort");
            int standard = scheme.equals("https") ? 443 : 80;
            return near
                    ? Optional.empty()
                    : Optional.of(new Proxy(
                            proxyHost,
                            proxyPort.isEmpty() ? standard : Integer.parseInt(proxyPort),
                            credentials(scheme)));
        }
        String variable = scheme.toUpperCase(Locale.ROOT) + "_PROXY";
        String address = variable(variable);
        boolean near = DownloadPolicy.LOOPBACK.contains(name)
                || List.of(variable("NO_PROXY").split("[,\\s]+")).stream().anyMatch(entry -> covers(entry, name, port));
        return address.isEmpty() || near ? Optional.empty() : Optional.of(parse(variable, address));
    }

    private String credentials(String scheme) {
        String user = property(scheme + ".proxyUser");
        return user.isEmpty() ? "" : user + ":" + property(scheme + ".proxyPassword");
    }

    /** As Java has it: a star at either end. */
    private static boolean matches(String pattern, String host) {
        String text = pattern.toLowerCase(Locale.ROOT);
        if (text.equals("*")) {
            return true;
        }
        if (text.startsWith("*")) {
            return host.endsWith(text.substring(1));
        }
        return text.endsWith("*") ? host.startsWith(text.substring(0, text.length() - 1)) : host.equals(text);
    }

    /** As curl has it: a domain with all below it, with or without a dot or port; a block of addresses; a star for all. */
    private static boolean covers(String entry, String host, int port) {
        String text = entry.toLowerCase(Locale.ROOT).replaceFirst("^\\*?\\.", "");
        if (text.indexOf('/') > 0) {
            return AddressRules.isLiteral(host) && AddressRules.Cidr.parse(text).contains(AddressRules.literal(host));
        }
        if (text.endsWith(":" + port)) {
            text = text.substring(0, text.lastIndexOf(':'));
        }
        return text.equals("*") || (!text.isEmpty() && (host.equals(text) || host.endsWith("." + text)));
    }

    private static Proxy parse(String variable, String text) {
        try {
            URI uri = URI.create(text.contains("://") ? text : "http://" + text);
            if ("http".equalsIgnoreCase(uri.getScheme()) && uri.getHost() != null) {
                String user = uri.getUserInfo() == null ? "" : uri.getUserInfo();
                return new Proxy(uri.getHost(), uri.getPort() == -1 ? 80 : uri.getPort(), user);
            }
        } catch (IllegalArgumentException e) {
            // told below, without the text: it may hold a password
        }
        throw new IllegalArgumentException(variable + ": expected a proxy as http://host:port, found something else");
    }

    private String property(String name) {
        String value = properties.apply(name);
        return value == null ? "" : value.strip();
    }

    private String variable(String name) {
        String value = environment.getOrDefault(name, environment.getOrDefault(name.toLowerCase(Locale.ROOT), ""));
        return value.strip();
    }
}
